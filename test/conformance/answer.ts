import type { Json, JsonObject } from './exact-json.ts';

/** What cases read of an object; on a server that answers otherwise, it may not be there. */
export interface Metadata {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly continue: string;
  readonly [field: string]: Json;
}

/** What a case gets back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** JSON, or text; objects are read as such without further ado. */
  readonly body: JsonObject;
  /** `metadata` of the body. */
  readonly metadata: Metadata;
  readonly text: string;
}

/** How a request is made, and what of the answer is recorded. */
export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string | string[]>> | undefined;
  /** The part of a large body to record; `false` records nothing of the exchange. @default the whole body */
  readonly record?: ((body: JsonObject, text: string) => Json) | false | undefined;
}
