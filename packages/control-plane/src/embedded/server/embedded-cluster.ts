import { randomUUID } from 'node:crypto';
import { loadDefinitions } from '@keelson/kubernetes/schema';
import { namespaceLifecycle } from '../admission/namespace-lifecycle.ts';
import { podPriority } from '../admission/pod-priority.ts';
import { WebhookCaller } from '../admission/call-webhook.ts';
import { MatchConditions } from '../admission/match-conditions.ts';
import { serviceAccounts } from '../admission/service-account.ts';
import { mutatingWebhooks, validatingWebhooks } from '../admission/webhooks.ts';
import { Authenticator } from '../auth/authenticator.ts';
import { loadBootstrapPolicy } from '../auth/bootstrap-policy.ts';
import { RbacAuthorizer } from '../auth/rbac-authorizer.ts';
import { ServiceAccountTokens } from '../auth/service-account-tokens.ts';
import { TokenKey } from '../auth/token-key.ts';
import { TokenIssuer } from '../auth/token-request.ts';
import { privilegedGroup, type UserInfo } from '../auth/user.ts';
import { InternalClient } from '../controllers/internal-client.ts';
import { builtinResources } from '../registry/builtin-resources.ts';
import { ResourceRegistry } from '../registry/resource-registry.ts';
import { AdmissionChain } from '../rest/admission.ts';
import type { RegistryServices } from '../rest/registry-services.ts';
import { ResourceHandler } from '../rest/resource-handler.ts';
import { ApiServer } from './api-server.ts';
import {
  type AuthParts,
  createOnUpdateStep,
  escalationStep,
  reviewsOf,
  tokenAction,
} from './auth-hooks.ts';
import { knownKindsOf } from './known-kinds.ts';
import { bootstrap } from './bootstrap.ts';
import { Controllers } from './controllers.ts';
import { customResourceHooks } from './custom-resource-hooks.ts';
import { documentsOf } from './served-documents.ts';
import { ManagedFields } from './managed-fields.ts';
import { podActions } from './pod-actions.ts';
import { StoredRbac, storedTokenObjects } from './rbac-objects.ts';
import { withRbacRules } from './rbac-strategies.ts';
import type { State } from './state.ts';

const issuerName = 'https://kubernetes.default.svc';
const audiences = [issuerName];

/** Options of {@link EmbeddedCluster.start}. */
export interface EmbeddedClusterOptions {
  readonly simulatePods?: boolean | undefined;
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** An API server over a store, with the controllers that make a cluster of it. */
export class EmbeddedCluster {
  readonly api: ApiServer;
  readonly #controllers: Controllers;
  readonly #tokens: Map<string, UserInfo>;

  readonly #caller: WebhookCaller;

  private constructor(
    api: ApiServer,
    parts: {
      readonly controllers: Controllers;
      readonly tokens: Map<string, UserInfo>;
      readonly caller: WebhookCaller;
    },
  ) {
    this.api = api;
    this.#controllers = parts.controllers;
    this.#tokens = parts.tokens;
    this.#caller = parts.caller;
  }

  static async start(state: State, options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
    const { store, identity } = state;
    const now = (): Date => new Date();
    const report = options.onError ?? reportToStandardError;
    const tokens = new Map<string, UserInfo>([
      [identity.adminToken, { name: 'admin', groups: [privilegedGroup] }],
    ]);
    const auth = authPartsOf(state, tokens, now);
    const definitions = loadDefinitions();
    const registry = new ResourceRegistry();
    const caller = new WebhookCaller();
    const conditions = new MatchConditions();
    const webhooks = { store, registry, caller, conditions, newUid: randomUUID };
    const services: RegistryServices = {
      store,
      admission: new AdmissionChain([
        createOnUpdateStep(auth.authorizer),
        namespaceLifecycle(store),
        escalationStep(auth.authorizer),
        serviceAccounts(store, Math.random),
        podPriority(store),
        mutatingWebhooks(webhooks),
        validatingWebhooks(webhooks),
      ]),
      fields: new ManagedFields(now, registry),
      now,
      random: Math.random,
      newUid: randomUUID,
      knownKinds: knownKindsOf(definitions, registry),
    };
    const hooks = customResourceHooks(definitions, {
      reviews: reviewsOf(auth),
      actions: podActions(services, registry).set('serviceaccounts/token', tokenAction(auth)),
    });
    for (const resource of builtinResources(definitions, hooks)) {
      registry.set(withRbacRules(resource));
      // So that it can be watched from the beginning.
      store.log(resource.storage);
    }
    const controllers = new Controllers(services, registry, {
      caCertificate: identity.authority.certificate,
      simulatesPods: options.simulatePods ?? false,
      report,
      structure: definitions,
      converting: { caller, newUid: randomUUID },
    });
    const client = new InternalClient(services, registry, {
      user: { name: 'system:apiserver', groups: [privilegedGroup] },
      manager: 'kube-apiserver',
    });
    await bootstrap(client, loadBootstrapPolicy());
    await controllers.idle();
    const api = new ApiServer({
      authenticator: auth.authenticator,
      authorizer: auth.authorizer,
      registry,
      handler: new ResourceHandler(services),
      documents: documentsOf({
        registry,
        definitions,
        customDefinitions: () => controllers.customDefinitions,
        openId: {
          issuer: issuerName,
          jwksUri: `${issuerName}/openid/v1/jwks`,
          keys: [auth.key],
        },
      }),
      report,
    });
    return new EmbeddedCluster(api, { controllers, tokens, caller });
  }

  /** Lets a user in by a bearer token. */
  addToken(token: string, user: UserInfo): void {
    this.#tokens.set(token, user);
  }

  idle(): Promise<void> {
    return this.#controllers.idle();
  }

  stop(): Promise<void> {
    this.#caller.close();
    return this.#controllers.stop();
  }
}

function authPartsOf(
  { store, identity }: State,
  tokens: ReadonlyMap<string, UserInfo>,
  now: () => Date,
): AuthParts {
  const key = new TokenKey(identity.serviceAccountKey);
  const objects = storedTokenObjects(store);
  const milliseconds = (): number => now().getTime();
  const serviceAccountTokens = new ServiceAccountTokens({
    keys: [key],
    issuer: issuerName,
    audiences,
    objects,
    now: milliseconds,
  });
  return {
    key,
    authenticator: new Authenticator({ tokens, serviceAccountTokens, audiences }),
    authorizer: new RbacAuthorizer(new StoredRbac(store)),
    issuer: new TokenIssuer({
      key,
      issuer: issuerName,
      audiences,
      objects,
      now: milliseconds,
      newId: randomUUID,
    }),
    audiences,
    now,
  };
}

function reportToStandardError(error: unknown): void {
  process.stderr.write(`embedded control plane: ${String(error)}\n`);
}
