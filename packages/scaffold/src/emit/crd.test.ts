import { describe, expect, it } from 'vitest';
import type { ResourceModel } from '../model/resource-model.ts';
import { customResourceDefinition, sizeProblem } from './crd.ts';

const version = {
  name: 'v1',
  served: true,
  storage: true,
  deprecated: false,
  statusSubresource: false,
  columns: [],
  selectableFields: [],
};

function kindWith(description: string): ResourceModel {
  return {
    group: 'example.com',
    kind: 'Widget',
    listKind: 'WidgetList',
    plural: 'widgets',
    singular: 'widget',
    scope: 'Namespaced',
    shortNames: [],
    categories: [],
    annotations: {},
    labels: {},
    versions: [{ ...version, schema: { type: 'object', description } }],
  };
}

describe('a definition', () => {
  it('says when it is more than kubectl apply can keep, and can be made shorter', () => {
    const large = kindWith('Long. '.repeat(50_000));
    const generatorVersion = '0.0.0';
    const whole = customResourceDefinition(large, { generatorVersion });
    expect(sizeProblem(whole)).toMatch(
      /^is too large for kubectl apply \(30\d{4} bytes.*--server-side.*--max-description-length$/,
    );
    const short = customResourceDefinition(large, { generatorVersion, maxDescriptionLength: 10 });
    expect(sizeProblem(short)).toBeUndefined();
    expect(JSON.stringify(short)).toContain('"description":"Long."');
    expect(JSON.stringify(short)).not.toContain('Group and version of the API');
  });
});
