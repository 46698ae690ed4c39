/** What a Status says. */
export interface StatusParts {
  readonly status: number;
  readonly reason: string;
  readonly cause?: string | undefined;
  readonly retryAfter?: number | undefined;
}

/** A Status as the API server sends it, alone or in an ERROR event. */
export function statusObject({ status, reason, cause, retryAfter }: StatusParts): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `the fault proxy says: ${reason}`,
    reason,
    details: {
      ...(cause !== undefined && { causes: [{ reason: cause, message: cause }] }),
      ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }),
    },
    code: status,
  };
}
