import { get } from 'node:https';

/** Status and text of an HTTPS answer, whoever has signed the certificate. */
export function insecureGet(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const options = { headers, rejectUnauthorized: false, agent: false as const };
    const request = get(url, options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    request.on('error', reject);
  });
}
