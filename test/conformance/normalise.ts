import { formatJson, isObject, type Json, type JsonObject } from './exact-json.ts';
import type { Exchange } from './exchange.ts';
import { collectNames, isList, type Names } from './names.ts';

/** What tells a run of a case from another one. */
export interface NormaliseOptions {
  /** The part of all its names that is its own. */
  readonly id: string;
  /** Bodies that it has seen and that are not in the transcript. */
  readonly unrecorded: readonly Json[];
  /** Milliseconds since 1970. Times within a day of it came from the clock; others were written down. */
  readonly now: number;
}

/**
 * A case's exchanges as lines of a transcript: what is different in every run is replaced by a name
 * that keeps what it means. Unique identifiers and generated names are numbered as
 * they appear. Resource versions of objects are ranked among those of the case; a list, a bookmark and a
 * message only say `<rv≥3>`, because other cases write meanwhile.
 */
export function normalise(exchanges: readonly Exchange[], options: NormaliseOptions): string[] {
  const names = collectNames(exchanges, options.unrecorded);
  const walker = new Walker(names, options);
  return exchanges.map((exchange) => {
    const { request, as, sent, status, headers, body, frames, ended } = exchange;
    const line: JsonObject = { request: walker.request(request) };
    if (as !== undefined) line['as'] = walker.text(as);
    if (sent !== undefined) line['sent'] = walker.value(sent);
    line['status'] = status;
    if (Object.keys(headers).length > 0) line['headers'] = walker.value(headers);
    if (body !== undefined) line['body'] = walker.value(body);
    if (frames !== undefined) line['frames'] = walker.value(frames);
    if (ended === true) line['ended'] = true;
    return formatLine(line);
  });
}

/** In the order in which one reads it; inside, keys are sorted. */
function formatLine(line: JsonObject): string {
  const entries = Object.entries(line).map(
    ([key, value]) => `${JSON.stringify(key)}:${formatJson(value)}`,
  );
  return `{${entries.join(',')}}`;
}

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const time = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const dayMs = 24 * 3_600_000;

/** Only what comes from the machine on which the server was built. */
const buildKeys = new Set([
  'buildDate',
  'compiler',
  'gitCommit',
  'gitTreeState',
  'goVersion',
  'platform',
]);
const ageColumns = new Set(['Age', 'Last Seen', 'First Seen', 'Duration']);

class Walker {
  readonly #names: Names;
  readonly #options: NormaliseOptions;
  /** Whether the exchange is about what the case has made. */
  #isOwn = false;
  readonly #labels = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(names: Names, options: NormaliseOptions) {
    this.#names = names;
    this.#options = options;
  }

  /** A method and a path. */
  request(text: string): string {
    const { tokens } = this.#names;
    this.#isOwn = text.includes(this.#options.id);
    let replaced = text.replace(/\b(resourceVersion=)(\d+)/g, (_, key: string, version: string) => {
      return key + this.#version(version, true);
    });
    for (const token of tokens) {
      replaced = replaced
        .replaceAll(encodeURIComponent(token), '<continue>')
        .replaceAll(token, '<continue>');
    }
    return this.text(replaced);
  }

  value(value: Json, key = '', floating = false): Json {
    if (typeof value === 'string') return this.#string(value, key, floating);
    if (typeof value === 'number' && key.toLowerCase().endsWith('nodeport') && value >= 30_000) {
      return this.#label('port', String(value));
    }
    if (Array.isArray(value)) return value.map((item) => this.value(item, key));
    if (!isObject(value)) return value;
    return this.#object(value, key, floating);
  }

  text(text: string): string {
    const { id } = this.#options;
    const capitalised = id.charAt(0).toUpperCase() + id.slice(1);
    let replaced = text.replaceAll(id, '<id>').replaceAll(capitalised, '<Id>');
    for (const { name, base } of this.#names.generated) {
      if (replaced.includes(name)) {
        replaced = replaced.replaceAll(name, () => `${base}${this.#label('suffix', name)}`);
      }
    }
    return replaced
      .replace(uuid, (found) => this.#label('uid', found))
      .replace(time, (found, fraction: string | undefined) => this.#time(found, fraction))
      .replace(/-----BEGIN [A-Z ]+-----[^]*?-----END [A-Z ]+-----\n?/g, '<pem>')
      .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<jwt>')
      .replace(/\b127\.0\.0\.1:\d+/g, '<host>')
      .replace(/\b10\.0\.0\.\d{1,3}\b/g, (found) => this.#label('clusterip', found))
      .replace(/\bhash=[0-9A-F]+/g, 'hash=<hash>')
      .replace(/\bX509SHA256=[0-9a-f]{64}/g, 'X509SHA256=<hash>')
      .replace(/"[0-9A-F]{32,}"/g, '"<etag>"')
      .replace(/\bkube-api-access-[a-z0-9]{5}\b/g, (found) => {
        return `kube-api-access-${this.#label('suffix', found)}`;
      })
      .replace(/resourceVersion(\\*)":\1"\d+/g, (found) => {
        return found.replace(/\d+$/, (version) => this.#version(version, false));
      })
      .replace(/(?<=Too large resource version: )\d+|(?<=, current: )\d+/g, (found) => {
        return this.#version(found, true);
      })
      .replace(
        /(?<=too old resource version: )(\d+) \((\d+)\)/g,
        (_, old: string, oldest: string) => {
          return `${this.#version(old, true)} (${this.#version(oldest, true)})`;
        },
      )
      .replace(/(?<=object not decodable revision=)\d+/g, '<rv>')
      .replace(
        /(?<=ResourceVersion in (?:precondition: |object meta: |the precondition \(|record \())\d+/g,
        (found) => {
          return this.#version(found, false);
        },
      );
  }

  #string(text: string, key: string, floating: boolean): string {
    if (key === 'resourceVersion') return this.#version(text, floating);
    if (key === 'continue' && text !== '') return '<continue>';
    if (buildKeys.has(key)) return `<${key}>`;
    // It is made from the group: known for those of the server, new for those of a case.
    if (key === 'storageVersionHash' && this.#isOwn) return '<hash>';
    if (key === 'serverAddress') return '<host>';
    return this.text(text);
  }

  #object(object: JsonObject, key: string, floating: boolean): JsonObject {
    const isStore = isList(object) || (key === 'object' && floating);
    const mapped: JsonObject = {};
    for (const name of Object.keys(object).toSorted()) {
      const child = object[name] as Json;
      const isFloating =
        (name === 'metadata' && isStore) ||
        (name === 'resourceVersion' && floating) ||
        (name === 'object' && object['type'] === 'BOOKMARK');
      Object.defineProperty(mapped, this.text(name), {
        value: this.value(child, name, isFloating),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    if (Array.isArray(mapped['columnDefinitions'])) maskAges(mapped);
    if (Array.isArray(mapped['managedFields'])) {
      mapped['managedFields'] = mapped['managedFields'].toSorted(byManager);
    }
    if (Array.isArray(mapped['causes'])) mapped['causes'] = inOrderOfManagers(mapped['causes']);
    return mapped;
  }

  #version(version: string, floating: boolean): string {
    if (!/^[1-9]\d*$/.test(version)) return version;
    const { exact, floats } = this.#names;
    const rank = exact.indexOf(BigInt(version));
    if (rank >= 0 && !floating) return `<rv-${rank + 1}>`;
    // What no answer has said, the case has made up.
    if (rank < 0 && !floats.has(version)) return version;
    const known = exact.findLastIndex((one) => one <= BigInt(version));
    return `<rv≥${known + 1}>`;
  }

  #time(found: string, fraction: string | undefined): string {
    if (Math.abs(Date.parse(found) - this.#options.now) > dayMs) return found;
    return fraction === undefined ? '<time>' : '<time-us>';
  }

  #label(kind: string, value: string): string {
    const known = this.#labels.get(`${kind} ${value}`);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const label = `<${kind}-${count}>`;
    this.#labels.set(`${kind} ${value}`, label);
    return label;
  }
}

/** The server orders them by a time of whole seconds: not the same in each run. */
function byManager(a: Json, b: Json): number {
  const [left, right] = [managerKey(a), managerKey(b)];
  return left < right ? -1 : Number(left > right);
}

function managerKey(entry: Json): string {
  if (!isObject(entry)) return '';
  const { operation, manager, apiVersion, subresource } = entry;
  return formatJson([operation, manager, apiVersion, subresource].map((part) => part ?? ''));
}

/** The server goes through the managers that an apply conflicts with in another order each time. */
function inOrderOfManagers(causes: readonly Json[]): Json[] {
  const managerOf = (cause: Json): string => {
    const { reason, message } = isObject(cause) ? cause : {};
    return reason === 'FieldManagerConflict' && typeof message === 'string' ? message : '';
  };
  return causes.toSorted((a, b) => {
    const [first, second] = [managerOf(a), managerOf(b)];
    return first < second ? -1 : Number(first > second);
  });
}

function maskAges(table: JsonObject): void {
  const { columnDefinitions, rows } = table;
  if (!Array.isArray(columnDefinitions) || !Array.isArray(rows)) return;
  const ages = columnDefinitions.map(
    (column) => isObject(column) && ageColumns.has(column['name'] as string),
  );
  for (const row of rows) {
    if (!isObject(row) || !Array.isArray(row['cells'])) continue;
    row['cells'] = row['cells'].map((cell, index) => {
      return ages[index] === true && typeof cell === 'string' && /^\d+(ms|[smhdy])/.test(cell)
        ? '<age>'
        : cell;
    });
  }
}
