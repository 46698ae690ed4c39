import type { Api } from '../api.ts';
import { type CustomResource, definitionsPath } from '../custom-resource.ts';
import type { JsonObject } from '../exact-json.ts';

/** Another schema, and how one sees that it counts: what it does to an object that is tried with it. */
export interface SchemaChange {
  readonly schema: object;
  /** More fields of the only version. */
  readonly version?: object;
  readonly probe: object;
  /** Whether the answer is that of the new schema. */
  readonly seen: (status: number, body: JsonObject) => boolean;
}

const quiet = { record: false } as const;

/** Gives a kind another schema, and resolves when that counts. Records nothing. */
export async function changeSchema(
  api: Api,
  cr: CustomResource,
  { schema, version, probe, seen }: SchemaChange,
): Promise<void> {
  const versions = [
    { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...version },
  ];
  await api.patch(`${definitionsPath}/${cr.name}`, { merge: { spec: { versions } } }, quiet);
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { status, body } = await api.post(
      `${cr.path}?dryRun=All`,
      cr.object('probe', probe),
      quiet,
    );
    if (seen(status, body)) return;
    if (Date.now() > deadline) throw new Error('timed out waiting for another schema');
  }
}
