import { equalJson, errorText, type JsonObject } from '@keelson/schema';
import { decideNames } from './accept-names.ts';
import { approvalOf, isProtectedGroup } from './api-approval.ts';
import { type Condition, saysSame, withCondition, withoutCondition } from './conditions.ts';
import {
  conditionOf,
  isConditionTrue,
  objectOf,
  schemaOf,
  textOf,
  versionsOf,
} from './definition.ts';
import { type SchemaChecks, schemaChecks } from './schema-checks.ts';
import { hasInvalidCaBundle } from './validate-conversion.ts';

/**
 * The next status that the server's controllers would write; the same status when they are content. Each
 * call is one write, so that watchers see the states that they see on the real server: first the names
 * (Established not yet true), then the approval of a protected group, then Established, then
 * NonStructuralSchema. `others` are the other CustomResourceDefinitions, of any group.
 */
export function reconcileDefinition(
  definition: JsonObject,
  others: readonly JsonObject[],
  now: Date,
): JsonObject {
  const time = `${now.toISOString().slice(0, 19)}Z`;
  return (
    reconcileNames(definition, others, time) ??
    reconcileApproval(definition, time) ??
    reconcileEstablished(definition, time) ??
    reconcileStructure(definition, schemaChecks, time) ??
    objectOf(definition, 'status')
  );
}

function reconcileNames(
  definition: JsonObject,
  others: readonly JsonObject[],
  now: string,
): JsonObject | undefined {
  const status = objectOf(definition, 'status');
  const wanted = objectOf(objectOf(definition, 'spec'), 'names');
  if (equalJson(wanted, status['acceptedNames'])) return undefined;
  const { acceptedNames, condition } = decideNames(definition, others);
  const old = conditionOf(definition, 'NamesAccepted');
  if (equalJson(acceptedNames, status['acceptedNames']) && saysSame(old, condition)) {
    return undefined;
  }
  const named = withCondition({ ...status, acceptedNames }, condition, now);
  return withCondition(named, establishedAfterNaming(definition, condition), now);
}

function establishedAfterNaming(definition: JsonObject, names: Condition): Condition {
  const old = conditionOf(definition, 'Established');
  const type = 'Established';
  if (old?.['status'] !== 'True' && names.status === 'True') {
    const message = 'the initial names have been accepted';
    return { type, status: 'False', reason: 'Installing', message };
  }
  if (old === undefined) {
    return { type, status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' };
  }
  return {
    type,
    status: old['status'] as Condition['status'],
    reason: textOf(old, 'reason'),
    message: textOf(old, 'message'),
  };
}

const approvals = {
  approved: { status: 'True', reason: 'ApprovedAnnotation' },
  bypassed: { status: 'False', reason: 'UnapprovedAnnotation' },
  missing: { status: 'False', reason: 'MissingAnnotation' },
  invalid: { status: 'False', reason: 'InvalidAnnotation' },
} as const;

function reconcileApproval(definition: JsonObject, now: string): JsonObject | undefined {
  if (!isProtectedGroup(textOf(objectOf(definition, 'spec'), 'group'))) return undefined;
  const { state, message } = approvalOf(definition);
  const type = 'KubernetesAPIApprovalPolicyConformant';
  const condition = { type, ...approvals[state], message };
  if (saysSame(conditionOf(definition, type), condition)) return undefined;
  return withCondition(objectOf(definition, 'status'), condition, now);
}

function reconcileEstablished(definition: JsonObject, now: string): JsonObject | undefined {
  if (!isConditionTrue(definition, 'NamesAccepted')) return undefined;
  if (isConditionTrue(definition, 'Established')) return undefined;
  const type = 'Established';
  const condition: Condition = hasInvalidCaBundle(definition)
    ? {
        type,
        status: 'False',
        reason: 'InvalidCABundle',
        message: 'The conversion webhook CABundle is invalid',
      }
    : {
        type,
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      };
  if (saysSame(conditionOf(definition, type), condition)) return undefined;
  return withCondition(objectOf(definition, 'status'), condition, now);
}

function reconcileStructure(
  definition: JsonObject,
  checks: SchemaChecks,
  now: string,
): JsonObject | undefined {
  const type = 'NonStructuralSchema';
  const condition = structureCondition(definition, checks);
  const old = conditionOf(definition, type);
  const status = objectOf(definition, 'status');
  if (condition === undefined)
    return old === undefined ? undefined : withoutCondition(status, type);
  return saysSame(old, condition) ? undefined : withCondition(status, condition, now);
}

function structureCondition(definition: JsonObject, checks: SchemaChecks): Condition | undefined {
  const type = 'NonStructuralSchema';
  const messages: string[] = [];
  if (objectOf(definition, 'spec')['preserveUnknownFields'] === true) {
    messages.push('spec.preserveUnknownFields: Invalid value: true: must be false');
  }
  for (const [index, version] of versionsOf(definition).entries()) {
    const schema = schemaOf(version);
    if (schema === undefined) continue;
    const why = checks.unreadable(schema);
    if (why !== undefined) {
      const message = `failed to check validation schema for version ${textOf(version, 'name')}: ${why}`;
      return { type, status: 'Unknown', reason: 'StructuralError', message };
    }
    const path = `spec.versions[${index}].schema.openAPIV3Schema`;
    messages.push(...checks.structural(schema, path).map(errorText));
  }
  if (messages.length === 0) return undefined;
  const distinct = [...new Set(messages)];
  const message = distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(', ')}]`;
  return { type, status: 'True', reason: 'Violations', message };
}
