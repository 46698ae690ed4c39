import { notAcceptable, StatusError, unroutable } from '../status-error.ts';
import type { ApiRequest } from './api-exchange.ts';

/** In what form a client wants its answer. */
export interface OutputForm {
  readonly format: 'json' | 'yaml';
  readonly pretty: boolean;
  /** The media type of the answer, with the parameters that the client asked for. */
  readonly contentType: string;
  /** A conversion of the objects; absent for the objects as they are. */
  readonly as?: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | undefined;
  /** Group-version of the conversion, `meta.k8s.io/v1`. */
  readonly asVersion?: string | undefined;
}

const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const conversions: ReadonlySet<string> = new Set([
  'Table',
  'PartialObjectMetadata',
  'PartialObjectMetadataList',
]);

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/**
 * Chooses the first acceptable form of the Accept header (endpoints/handlers/negotiation).
 * @throws {StatusError} 406
 */
export function outputFormOf(request: ApiRequest): OutputForm {
  const header = request.headers['accept'];
  const pretty = wantsPretty(request);
  const json: OutputForm = { format: 'json', pretty, contentType: 'application/json' };
  if (header === undefined || header === '' || header === 'application/json') return json;
  for (const clause of clausesOf(header)) {
    const format = formatOf(clause.type);
    if (format === undefined) continue;
    const form = convertedForm(clause, format);
    if (form !== undefined) return { ...form, pretty: pretty || form.pretty };
  }
  const isRouted = clausesOf(header).some(({ type }) => formatOf(type) !== undefined);
  throw isRouted ? notAcceptable(accepted) : unroutable(accepted);
}

/** The form of an answer that has no other: of a failure. */
export function plainFormOf(request: ApiRequest): OutputForm {
  const isYaml = mediaTypeOf(request.headers['accept']) === 'application/yaml';
  const format = isYaml ? 'yaml' : 'json';
  return { format, pretty: wantsPretty(request), contentType: `application/${format}` };
}

/** People read the answers of these programs. */
function wantsPretty({ query, headers }: ApiRequest): boolean {
  const asked = query.get('pretty');
  if (asked !== null && asked !== '') return /^(?:1|t|true)$/i.test(asked);
  return /^(?:curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}

function convertedForm({ parameters }: Clause, format: 'json' | 'yaml'): OutputForm | undefined {
  const pretty = parameters.get('pretty') === '1';
  const as = parameters.get('as');
  const base = `application/${format}`;
  if (as === undefined) {
    if (parameters.has('g') || parameters.has('v')) return undefined;
    return { format, pretty, contentType: base };
  }
  const group = parameters.get('g') ?? '';
  const version = parameters.get('v') ?? '';
  if (!conversions.has(as) || group !== 'meta.k8s.io') return undefined;
  if (version !== 'v1' && version !== 'v1beta1') return undefined;
  return {
    format,
    pretty,
    contentType: base,
    as: as as NonNullable<OutputForm['as']>,
    asVersion: `${group}/${version}`,
  };
}

function formatOf(type: string): 'json' | 'yaml' | undefined {
  if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'json';
  return type === 'application/yaml' ? 'yaml' : undefined;
}

function clausesOf(header: string): Clause[] {
  const clauses = header.split(',').map((text) => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim());
    const parameters = new Map(
      rest.map((part) => {
        const [name = '', value = ''] = part.split('=');
        return [name, value] as const;
      }),
    );
    return { type, parameters, quality: Number(parameters.get('q') ?? 1) };
  });
  return clauses.toSorted((a, b) => b.quality - a.quality);
}

/** The media type of a body without its parameters. */
export function mediaTypeOf(header: string | undefined): string {
  return (header ?? '').split(';')[0]?.trim() ?? '';
}

/** A conversion that a single object, or a list, does not have. */
export function wrongConversion(target: string, actual: string): StatusError {
  return new StatusError({
    message: `you requested ${target}, but the requested object is ${actual}`,
    reason: 'NotAcceptable',
    code: 406,
  });
}
