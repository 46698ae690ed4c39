import type { UserInfo } from './user.ts';

/** What a request for a resource wants to do. Absent parts are empty. */
export interface ResourceAttributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly namespace: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly path?: undefined;
}

/** What a request for a path that is no resource wants to do. */
interface PathAttributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly path: string;
}

/** What is asked of an authorizer. */
export type RequestAttributes = ResourceAttributes | PathAttributes;
