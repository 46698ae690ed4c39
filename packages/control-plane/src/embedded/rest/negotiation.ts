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

const protobuf = 'application/vnd.kubernetes.protobuf';
const accepted = ['application/json', 'application/yaml', protobuf];
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

/** A request, and whether it is about custom resources, which have no protobuf form. */
interface NegotiatedCall {
  readonly request: ApiRequest;
  readonly resource: { readonly isCustom: boolean };
}

/**
 * Chooses the first acceptable form of the Accept header (endpoints/handlers/negotiation). Who asks
 * for protobuf gets JSON: clients of Kubernetes decode an answer by its content type.
 * @throws {StatusError} 406
 */
export function outputFormOf({ request, resource }: NegotiatedCall): OutputForm {
  const header = request.headers['accept'];
  const pretty = wantsPretty(request);
  const json: OutputForm = { format: 'json', pretty, contentType: 'application/json' };
  if (header === undefined || header === '' || header === 'application/json') return json;
  const clauses = clausesOf(header);
  for (const clause of clauses) {
    const format = formatOf(clause.type, resource.isCustom);
    if (format === undefined) continue;
    const form = convertedForm(clause, format);
    if (form !== undefined) return { ...form, pretty: pretty || form.pretty };
  }
  const isRouted = clauses.some(({ type }) => formatOf(type, resource.isCustom) !== undefined);
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

function convertedForm(
  { type, parameters }: Clause,
  format: 'json' | 'yaml',
): OutputForm | undefined {
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
  if (type === protobuf && as === 'Table') return undefined;
  return {
    format,
    pretty,
    contentType: base,
    as: as as NonNullable<OutputForm['as']>,
    asVersion: `${group}/${version}`,
  };
}

function formatOf(type: string, isCustom: boolean): 'json' | 'yaml' | undefined {
  if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'json';
  if (type === protobuf && !isCustom) return 'json';
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

/** Whether a body is in Kubernetes' protobuf form. */
export function isProtobuf(headers: ApiRequest['headers']): boolean {
  return mediaTypeOf(headers['content-type']) === protobuf;
}

/** A conversion that a single object, or a list, does not have. */
export function wrongConversion(target: string, actual: string): StatusError {
  return new StatusError({
    message: `you requested ${target}, but the requested object is ${actual}`,
    reason: 'NotAcceptable',
    code: 406,
  });
}
