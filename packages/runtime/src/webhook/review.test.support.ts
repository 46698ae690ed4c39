import { Agent, type RequestOptions, request } from 'node:https';

/** What a server answered; undefined when it cut the connection. */
export interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

/** Sends a body to a webhook server, whoever signed its certificate unless `ca` is given. */
export function post(
  url: string,
  body: string | Buffer,
  options: Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'headers' | 'agent' | 'maxVersion'> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { headers, ca, agent = new Agent({ keepAlive: false }), ...tls } = options;
    const sent = request(
      url,
      {
        method: 'POST',
        ...tls,
        ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
        agent,
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode, body: text }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A create of a sailor, as the API server asks about it. */
export function createReview(rank: string, uid = 'u1'): string {
  return JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid,
      kind: { group: 'crew.example.com', version: 'v1', kind: 'Sailor' },
      resource: { group: 'crew.example.com', version: 'v1', resource: 'sailors' },
      operation: 'CREATE',
      userInfo: { username: 'ann' },
      object: {
        apiVersion: 'crew.example.com/v1',
        kind: 'Sailor',
        metadata: { name: 'jim', namespace: 'sea' },
        spec: { rank },
      },
    },
  });
}
