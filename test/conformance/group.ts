/**
 * # Conformance cases
 *
 * The same black-box cases run on the real API server and on the embedded one; what they see must be
 * the same. A case does requests; there are no expectations in it: **what the real server answers is the
 * expectation**, recorded in `transcripts/<group>.jsonl` and committed.
 *
 * ## Writing cases
 * A group is a file `cases/<group>.ts`, listed in `cases/index.ts`:
 *
 *     export const createCases = group('create', {
 *       'a name that exists is refused': async (api) => {
 *         const body = { metadata: { name: 'a' } };
 *         await api.post(`${api.core}/secrets`, body);
 *         await api.post(`${api.core}/secrets`, body);
 *       },
 *     });
 *
 * - `api.core`, `api.in('apps/v1')`: paths in a namespace of the case's own, made at first use;
 *   `api.otherNamespace()`; names of things outside namespaces contain `api.id` (`node-${api.id}`).
 * - `get post put patch delete request` record the exchange. Options: `headers`; `record: false` records
 *   nothing (preparation); `record: (body, text) => part` records a part of a large body.
 * - `api.watch(path)` resolves once the server has answered; then `take(n)`, `takeUntil(condition)`,
 *   `takeAll()` (to the end). Only what is taken is recorded, where the watch was opened.
 * - `api.await(path, condition)` polls without recording (`{ record: undefined }`: the last answer only).
 * - `api.installCustomResource({ schema, version, ... })` installs a kind in `<id>.example.com`;
 *   `customResourceDefinition` is its definition, for cases about definitions.
 * - `asUser(name, groups)`, `asBearer(token)`, `asAnonymous()`, `impersonating({ user, groups })`: an
 *   `Api` on the same transcript.
 * - `api.note(title, value)`: a fact that is not one answer, for example how many writers won.
 * - Answers give `status`, `body` (an object), `metadata`, `text`, `headers`.
 *
 * ## What is the same in each run, and what a case must see to
 * `normalise.ts` replaces ids, uids, resource versions, times near now, generated names, tokens,
 * certificates, hosts, cluster IPs, and sorts managed fields. Cases run eight at a time on one server
 * with controllers for garbage collection, namespaces, service accounts and aggregated roles, and none
 * for workloads (a Deployment makes nothing). So:
 * - never record what other cases write: select by namespace, label or name, or record a part;
 * - every namespace has a ConfigMap `kube-root-ca.crt` and a ServiceAccount `default`: list other kinds,
 *   or by label;
 * - the server goes through maps in any order: have one fault in the labels, one in the data;
 * - never sleep: take frames of a watch, or `await` a condition;
 * - a list with `resourceVersion=0` may be older than the last write;
 * - written-down times are years away from now, or they become `<time>`.
 *
 * ## Commands (`node --conditions=keelson-source test/conformance/…`)
 * - `record.ts [--group g]... [--check]`: runs on the real server; writes the transcripts, or says what differs.
 * - `compare.ts [group] [part of a case]`: what the embedded server answers otherwise; `--summary`,
 *   `--without managedFields`, `--known` (the list of known differences as it would have to be), `--real`.
 * - `matrix.ts [--check]`: writes `docs/conformance.md`.
 * - `vitest run --project server test/conformance`: judges both; what kubectl prints too, where there is one. A case that is known to differ is in
 *   `known-differences.ts`, with the reason.
 */
import type { Api } from './api.ts';

/** One case: requests, no expectations. */
export type Case = (api: Api) => Promise<unknown>;

/** Cases about one thing. */
export interface CaseGroup {
  /** Name of its files. */
  readonly name: string;
  readonly cases: Readonly<Record<string, Case>>;
}

export function group(name: string, cases: Readonly<Record<string, Case>>): CaseGroup {
  return { name, cases };
}
