import { notAcceptable, StatusError } from '../status-error.ts';

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
export function outputFormOf(header: string | undefined, isCustom: boolean): OutputForm {
  const json: OutputForm = { format: 'json', pretty: false, contentType: 'application/json' };
  if (header === undefined || header === '' || header === 'application/json') return json;
  const clauses = clausesOf(header);
  for (const clause of clauses) {
    const format = formatOf(clause.type);
    if (format === undefined) continue;
    const form = convertedForm(clause, format);
    if (form !== undefined) return form;
  }
  throw notAcceptable(isCustom ? accepted.slice(0, 2) : accepted);
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

/** A conversion that a single object or a list does not have. */
export function wrongConversion(target: string): StatusError {
  return new StatusError({
    message: `only the following media types are accepted when converting to ${target}: application/json`,
    reason: 'NotAcceptable',
    code: 406,
  });
}
