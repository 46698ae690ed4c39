import { describe, expect, expectTypeOf, it } from 'vitest';
import { CustomResourceDefinition, type JSONSchemaProps } from './apiextensions/v1.ts';
import { Deployment, type StatefulSetSpec } from './apps/v1.ts';
import type { Scale } from './autoscaling/v1.ts';
import { SubjectAccessReview } from './authorization/v1.ts';
import type { Lease } from './coordination/v1.ts';
import { type Container, type Event, Namespace, Pod, type ServicePort } from './core/v1.ts';
import type { EndpointSlice } from './discovery/v1.ts';
import type { Condition, IntOrString, MicroTime, Quantity, Time } from './meta/v1.ts';
import type {
  KubernetesList,
  KubernetesObject,
  NamespacedObjectMeta,
  StoredObjectMeta,
} from './object.ts';
import type { ResourceType } from './resource-type.ts';

/** How a client infers the object from the kind. */
function get<T extends KubernetesObject>(type: ResourceType<T>, object: unknown): T {
  return object as T & typeof type;
}

describe('a built-in kind', () => {
  it('is a type and a value from which the type is inferred', () => {
    expect(Pod).toEqual({
      apiVersion: 'v1',
      group: '',
      version: 'v1',
      kind: 'Pod',
      plural: 'pods',
      scope: 'Namespaced',
    });
    expect(Deployment).toMatchObject({ apiVersion: 'apps/v1', plural: 'deployments' });
    expect(Namespace.scope).toBe('Cluster');
    expect(SubjectAccessReview.plural).toBe('subjectaccessreviews');
    expectTypeOf(get(Pod, {})).toEqualTypeOf<Pod>();
    const deployment = get(Deployment, { spec: { template: { spec: { containers: [] } } } });
    expectTypeOf(deployment.spec.template.spec.containers).toEqualTypeOf<Container[]>();
    expectTypeOf(Pod).not.toExtend<ResourceType<Deployment>>();
  });

  it('says its apiVersion and kind as literals', () => {
    expectTypeOf<Pod['apiVersion']>().toEqualTypeOf<'v1'>();
    expectTypeOf<Pod['kind']>().toEqualTypeOf<'Pod'>();
    expectTypeOf<Lease['apiVersion']>().toEqualTypeOf<'coordination.k8s.io/v1'>();
    expectTypeOf<Scale['apiVersion']>().toEqualTypeOf<'autoscaling/v1' | undefined>();
  });

  it('has the metadata of its scope', () => {
    expectTypeOf<Pod['metadata']>().toEqualTypeOf<NamespacedObjectMeta>();
    expectTypeOf<Pod['metadata']['namespace']>().toEqualTypeOf<string>();
    expectTypeOf<Namespace['metadata']>().toEqualTypeOf<StoredObjectMeta>();
    expectTypeOf<Namespace['metadata']['namespace']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Pod['metadata']['creationTimestamp']>().toEqualTypeOf<string>();
    expectTypeOf<Pod['metadata']['deletionTimestamp']>().toEqualTypeOf<Time | undefined>();
    expectTypeOf<Pod>().toExtend<KubernetesObject>();
  });

  it('has the fields that the server always sends', () => {
    expectTypeOf<Pod['spec']['containers']>().toEqualTypeOf<Container[]>();
    expectTypeOf<Pod['status']['phase']>().toEqualTypeOf<
      'Failed' | 'Pending' | 'Running' | 'Succeeded' | 'Unknown' | undefined
    >();
    expectTypeOf<Container['resources']>().exclude<undefined>().toBeObject();
    expectTypeOf<Container>().toHaveProperty('name').toEqualTypeOf<string>();
    expectTypeOf<{ name: string }>().toExtend<Container>();
  });

  it('comes in lists', () => {
    expectTypeOf<KubernetesList<Pod>['items']>().toEqualTypeOf<Pod[]>();
    expectTypeOf<KubernetesList<Pod>['metadata']['continue']>().toEqualTypeOf<string | undefined>();
  });
});

describe('wire types', () => {
  it('has times as strings, micro-times too', () => {
    expectTypeOf<Time>().toEqualTypeOf<string>();
    expectTypeOf<MicroTime>().toEqualTypeOf<string>();
    expectTypeOf<Lease['spec']['renewTime']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Condition['lastTransitionTime']>().toEqualTypeOf<string>();
  });

  it('has numbers or strings where the server takes both', () => {
    expectTypeOf<IntOrString>().toEqualTypeOf<number | string>();
    expectTypeOf<ServicePort['targetPort']>().toEqualTypeOf<IntOrString | undefined>();
    expectTypeOf<Quantity>().toEqualTypeOf<number | string>();
    expectTypeOf<NonNullable<Container['resources']>['limits']>().toEqualTypeOf<
      Record<string, Quantity> | undefined
    >();
  });

  it('has null where the server sends it', () => {
    expectTypeOf<null>().toExtend<EndpointSlice['endpoints']>();
    expectTypeOf<Event['firstTimestamp']>().toEqualTypeOf<Time | null | undefined>();
  });

  it('keeps the real names of schema keys', () => {
    const schema = {
      type: 'object',
      properties: { size: { type: 'integer', enum: [1, 2], default: 1 } },
      additionalProperties: false,
      $ref: '#/definitions/x',
      'x-kubernetes-preserve-unknown-fields': true,
    } satisfies JSONSchemaProps;
    expectTypeOf(schema).toExtend<JSONSchemaProps>();
    expectTypeOf<JSONSchemaProps>().not.toHaveProperty('_default');
    expectTypeOf<CustomResourceDefinition['spec']['versions'][number]['schema']>()
      .exclude<undefined>()
      .toHaveProperty('openAPIV3Schema');
    expect(CustomResourceDefinition.plural).toBe('customresourcedefinitions');
  });

  it('takes a template of a stored kind without what the server sets', () => {
    const templates: StatefulSetSpec['volumeClaimTemplates'] = [
      { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } },
    ];
    expect(templates).toHaveLength(1);
  });
});
