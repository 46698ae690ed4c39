import type { KubernetesList, KubernetesObject } from '@keelson/kubernetes';
import type { DeepReadonly } from '../api/deep-readonly.ts';
import type { ListOptions, Reader } from '../api/reader.ts';
import type { DynamicType, ResourceRef, UnstructuredObject } from '../api/resource-ref.ts';

/** Options of {@link listPages}. */
export interface ListPagesOptions extends Omit<ListOptions, 'continue'> {
  /** Items per page. @default 500, as client-go's pager */
  readonly limit?: number | undefined;
}

/**
 * Lists page by page, so that a large collection is never in memory as a whole. All pages are of the
 * first one's resource version. Needs a live client.
 * @throws {ApiError} `isExpired` when the pages are read so slowly that the server has forgotten the
 * version (about five minutes)
 */
export async function* listPages<T extends KubernetesObject = UnstructuredObject>(
  client: Pick<Reader, 'list'>,
  type: ResourceRef<T> | DynamicType,
  options: ListPagesOptions = {},
): AsyncGenerator<KubernetesList<DeepReadonly<T>>, void> {
  const { resourceVersion, resourceVersionMatch, ...rest } = options;
  const paged = { ...rest, limit: options.limit ?? 500 };
  let page = await client.list(type as ResourceRef<T>, {
    ...paged,
    resourceVersion,
    resourceVersionMatch,
  });
  yield page;
  while (page.metadata.continue !== undefined && page.metadata.continue !== '') {
    // The token carries the version; giving both is an error.
    page = await client.list(type as ResourceRef<T>, {
      ...paged,
      continue: page.metadata.continue,
    });
    yield page;
  }
}
