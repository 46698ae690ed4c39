// For operators: the manager, and what it runs.
export { type AddControllerOptions, Manager } from './builder/manager.ts';
export {
  type ManagerControllerDefaults,
  type ManagerHealthOptions,
  type ManagerLeaderElectionOptions,
  type ManagerMetricsOptions,
  type ManagerOptions,
  type ManagerWebhookOptions,
  parseNamespaces,
} from './builder/manager-options.ts';
export {
  type ControllerBuilder,
  type ControllerSettings,
  controllerManagedBy,
} from './builder/controller-builder.ts';
export { version } from './builder/version.ts';
export { type Runnable, RunnableError } from './manager/runnable.ts';

// Reconcilers.
export type { ReconcileContext, Reconciler } from './controller/reconciler.ts';
export { TerminalError } from './controller/terminal-error.ts';
export {
  and,
  annotationsChanged,
  generationChanged,
  labelSelectorMatches,
  labelsChanged,
  not,
  or,
  resourceVersionChanged,
} from './controller/predicate.ts';
export { type Source, TriggerSource } from './controller/source.ts';
export { DEFAULT_PRIORITY, LOW_PRIORITY } from './queue/work-queue.ts';
export type { SourceHandle } from './controller/source-set.ts';
export type { ControllerHandle } from './controller/controller-handle.ts';
export type { Request, Result } from './api/request.ts';
export type { ObjectEvent, Predicate } from './api/object-event.ts';

// Decorators: controllers and rights.
export {
  Controller,
  type ControllerOptions,
  type MapFunction,
  type OwnDeclaration,
  type WatchDeclaration,
  type WatchSettings,
  own,
  watch,
} from './decorators/controller.ts';
export { Rbac, type RbacRule, type RbacVerb } from './decorators/rbac.ts';

// Decorators: custom resources.
export {
  CustomResource,
  CustomResourceObject,
  type CustomResourceOptions,
  type ScaleSubresource,
} from './decorators/custom-resource.ts';
export {
  PrinterColumn,
  type PrinterColumnOptions,
  SelectableField,
  type SelectableFieldOptions,
} from './decorators/printer-column.ts';
export {
  AtLeastOneOf,
  AtMostOneOf,
  ExactlyOneOf,
  Immutable,
  XValidation,
  type XValidationOptions,
} from './decorators/cel-validation.ts';
export {
  Default,
  EmbeddedResource,
  Example,
  ExternalDocs,
  type ExternalDocsOptions,
  PreserveUnknownFields,
  Schemaless,
  Title,
} from './decorators/schema-annotations.ts';
export type {
  Base64,
  Double,
  Duration,
  Float,
  Int32,
  Int64,
  Integer,
  IntOrString,
  Quantity,
  Real,
  Time,
} from './decorators/schema-types.ts';
export { ListMapKey, ListType, MapType, StructType } from './decorators/topology.ts';
export {
  Enum,
  ExclusiveMaximum,
  ExclusiveMinimum,
  Format,
  Items,
  MaxItems,
  MaxLength,
  MaxProperties,
  Maximum,
  MinItems,
  MinLength,
  MinProperties,
  Minimum,
  MultipleOf,
  Pattern,
  type StringFormat,
  Values,
} from './decorators/validation.ts';

// Webhooks: admission and conversion.
export {
  AuthenticationWebhook,
  Conversion,
  type ConversionOptions,
  MutatingWebhook,
  type MutatingWebhookOptions,
  ValidatingWebhook,
  type ValidatingWebhookOptions,
  type WebhookOptions,
} from './decorators/webhook.ts';
export {
  type AdmissionContext,
  type AdmissionHandler,
  type AdmissionOperation,
  type AdmissionRequest,
  type AdmissionVerdict,
  type Defaulter,
  type Validator,
  type VerdictOrNothing,
  allowed,
  denied,
  invalid,
} from './api/admission.ts';
export type {
  AuthenticationContext,
  TokenAuthenticator,
  TokenQuestion,
  TokenVerdict,
} from './api/authentication.ts';
export type { Converted, Converter } from './api/conversion.ts';
export type { FieldError } from './api/field-error.ts';
export {
  type Admission,
  type AdmitInput,
  type ConvertInput,
  admit,
  convert,
} from './webhook/admit.ts';
export type { WebhookComponent } from './builder/manager-webhooks.ts';
export { type JsonPatchOperation, jsonPatchBetween } from './api/json-patch.ts';
export { applyJsonPatch } from './api/apply-json-patch.ts';

// Objects: keys, copies, owners, finalizers, conditions, selectors, times.
export type { DeepReadonly } from './api/deep-readonly.ts';
export { type Mutable, mutable } from './api/mutable.ts';
export { deepEqual } from './api/deep-equal.ts';
export { deepFreeze } from './api/deep-freeze.ts';
export { mergePatchBetween } from './api/merge-patch.ts';
export { type KeyLike, type ObjectKey, formatKey, keyOf, parseKey } from './api/object-key.ts';
export {
  AlreadyOwnedError,
  type Ownable,
  type OwnerReferenceOptions,
  controllerOf,
  isOwnedBy,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
} from './api/owner-reference.ts';
export { hasFinalizer, withFinalizer, withoutFinalizer } from './api/finalizer.ts';
export {
  type NewCondition,
  findCondition,
  isConditionTrue,
  removeCondition,
  setCondition,
} from './api/condition.ts';
export {
  type Requirement,
  type Selector,
  formatSelector,
  matchesSelector,
  parseSelector,
  requirementsOf,
} from './api/selector.ts';
export { toMicroTime, toTime } from './api/time.ts';
export { compareResourceVersions } from './api/resource-version.ts';
export { compareVersions } from './api/version-order.ts';

// Kinds.
export type {
  DynamicType,
  ResourceClass,
  ResourceRef,
  UnstructuredObject,
} from './api/resource-ref.ts';
export { resourceTypeOf } from './scheme/resource-type-of.ts';
export { NotRegisteredError, Scheme } from './scheme/scheme.ts';
export { type PartialObjectMetadata, metadataOnly } from './scheme/metadata-only.ts';

// Clients.
export type { GetOptions, ListOptions, Reader } from './api/reader.ts';
export type {
  ApplyInput,
  ApplyOptions,
  Client,
  CreateInput,
  DeepPartial,
  DeleteOptions,
  Patch,
  SubresourceClient,
  SubresourceWriter,
  WatchEvent,
  WatchOptions,
  Watcher,
  WriteOptions,
  Writer,
} from './client/client.ts';
export { type CreateOrPatchResult, createOrPatch } from './client/create-or-patch.ts';
export { ensureFinalizer, removeFinalizer } from './client/finalizers.ts';
export { Discovery, type DiscoveryOptions, type ServerVersion } from './client/discovery.ts';
export {
  type InstallOptions,
  type InstallResult,
  installCustomResources,
  uninstallCustomResources,
} from './client/install-custom-resources.ts';
export { type ListPagesOptions, listPages } from './client/list-pages.ts';
export { type RetryOnConflictOptions, retryOnConflict } from './client/retry-on-conflict.ts';
export { type WaitForObjectOptions, waitForObject } from './client/wait-for-object.ts';
export { AmbiguousResourceError, NoKindMatchError, type RestMapper } from './client/rest-mapper.ts';
export { RestClient, type RestClientOptions } from './client/rest-client.ts';
export { ApiError, type ApiErrorOptions } from './client/api-error.ts';
export {
  ignoreAlreadyExists,
  ignoreNotFound,
  isAlreadyExists,
  isBadRequest,
  isConflict,
  isExpired,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNotFound,
  isResourceExpired,
  isResourceVersionTooLarge,
  isServerTimeout,
  isServiceUnavailable,
  isTimeout,
  isTooManyRequests,
  isUnauthorized,
} from './client/api-error-predicates.ts';
export { ConnectionError } from './client/connection-error.ts';
export type { ClusterConfig } from './client/config/cluster-config.ts';
export { ConfigError } from './client/config/config-error.ts';
export {
  type LoadClusterConfigOptions,
  loadClusterConfig,
} from './client/config/load-cluster-config.ts';
export { type HttpTransportOptions, createHttpTransport } from './client/http-transport.ts';
export type {
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from './client/transport.ts';

// The cache.
export { Cache } from './cache/cache.ts';
export { CacheError, type CacheErrorCode } from './cache/cache-error.ts';
export { type CacheKindOptions, type InformerScope, cacheKind } from './cache/cache-options.ts';
export type { MissingInformerPolicy } from './cache/cached-reader.ts';
export type { Informer } from './cache/informer.ts';

// Events, health, metrics, leader election.
export type { EventDescription, EventSubject } from './events/event-object.ts';
export type { EventRecorder } from './events/event-recorder.ts';
export { type HealthCheck, UnhealthyError } from './health/health-checks.ts';
export type { MetricsRegistry } from './metrics/registry.ts';
export { LeaderElectionLostError, NotLeaderError } from './leader-election/leader-term.ts';

// Logging and time.
export type { LogFields, Logger } from './util/logger.ts';
export {
  type LogLevel,
  type LoggerOptions,
  createLogger,
  silentLogger,
} from './util/pino-logger.ts';
export type { Clock, Timer } from './util/clock.ts';
export type { Span, SpanAttributes, Tracer } from './util/tracer.ts';
export { systemClock } from './util/system-clock.ts';
export { sleep } from './util/signals.ts';
