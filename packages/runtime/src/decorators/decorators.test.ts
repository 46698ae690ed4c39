import { describe, expect, it } from 'vitest';
import { AtMostOneOf, Immutable, XValidation } from './cel-validation.ts';
import { Controller, controllerOptionsOf, watch } from './controller.ts';
import {
  CustomResource,
  CustomResourceObject,
  customResourceOptionsOf,
} from './custom-resource.ts';
import { PrinterColumn, SelectableField } from './printer-column.ts';
import { Rbac, rbacRulesOf } from './rbac.ts';
import { Default, PreserveUnknownFields, Title } from './schema-annotations.ts';
import type { Int32, IntOrString, Time } from './schema-types.ts';
import { ListMapKey, ListType, MapType, StructType } from './topology.ts';
import {
  Enum,
  Format,
  Items,
  MaxProperties,
  Maximum,
  MinItems,
  MinLength,
  Minimum,
  Pattern,
  Values,
} from './validation.ts';

class Condition {
  type!: string;
  status!: string;
}

@StructType('granular')
@XValidation({ rule: 'self.min <= self.max', message: 'min must not be above max' })
@AtMostOneOf('min', 'max')
@MaxProperties(5)
class Range {
  min?: Int32;
  max?: Int32;
}

class WidgetSpec {
  @MinLength(1) @Pattern(/^[a-z]+$/) @Title('Name') name!: string;
  @Minimum(0) @Maximum(10) @Immutable() size: Int32 = 1;
  @Minimum(1) nullable?: Int32 | null;
  @MinLength(1) color?: 'red' | 'green';
  @Items(MinLength(1), Pattern(/a/)) @MinItems(1) @ListType('set') names!: readonly string[];
  @Values(Minimum(0)) @MapType('atomic') weights?: Record<string, Int32>;
  @ListType('map') @ListMapKey('type') conditions?: Condition[];
  @Format('date-time') since?: Time;
  @Default('50%') @Pattern(/^[0-9]+%$/) share!: IntOrString;
  @Default(['a', 'b']) list!: string[];
  @Default([{ min: 1 }]) ranges!: Range[];
  @Enum('a', 'b') letter!: string;
  @StructType('atomic') range?: Range;
  @PreserveUnknownFields() anything: unknown;
}

@CustomResource({ group: 'example.com', version: 'v1', subresources: { status: true } })
@PrinterColumn({ name: 'Size', type: 'integer', jsonPath: '.spec.size' })
@SelectableField({ jsonPath: '.spec.color' })
class Widget extends CustomResourceObject<WidgetSpec, { ready?: boolean }> {}

@CustomResource({ group: 'example.com', version: 'v1', scope: 'Cluster' })
@PrinterColumn({ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' })
class ClusterWidget extends CustomResourceObject<WidgetSpec, never, 'Cluster'> {}

describe('markers', () => {
  it('leave the class as it is', () => {
    expect(new WidgetSpec()).toEqual({ size: 1 });
    expect(Reflect.getOwnMetadataKeys(WidgetSpec)).toEqual([]);
  });

  it('do not compile where they have no meaning', () => {
    class Wrong {
      // @ts-expect-error a length of a number
      @MinLength(1) count!: Int32;
      // @ts-expect-error a minimum of a text
      @Minimum(1) name!: string;
      // @ts-expect-error a pattern of a list
      @Pattern(/a/) list!: string[];
      // @ts-expect-error a list type of a text
      @ListType('set') text!: string;
      // @ts-expect-error the items have no such field
      @ListMapKey('typo') conditions!: Condition[];
      // @ts-expect-error items of another type
      @Items(Minimum(1)) texts!: string[];
      // @ts-expect-error a default of another type
      @Default('1') size!: Int32;
      // @ts-expect-error a default with items of another type
      @Default([1]) sizes!: string[];
      // @ts-expect-error a pattern of a number
      @Pattern(/a/) number!: Int32;
      // @ts-expect-error a value that the field cannot hold
      @Enum('a', 'z') letter!: 'a' | 'b';
      // @ts-expect-error no such format
      @Format('ip') address!: string;
      // @ts-expect-error a column stands on a class
      @PrinterColumn({ name: 'Size', type: 'integer', jsonPath: '.spec.size' }) column!: string;
    }
    // @ts-expect-error a length of a class
    @MinLength(1)
    class WrongClass {
      name?: string;
    }
    // @ts-expect-error no such field
    @AtMostOneOf('one', 'two')
    class WrongUnion {
      one?: string;
    }
    // @ts-expect-error a column of something that is no custom resource
    @PrinterColumn({ name: 'Size', type: 'integer', jsonPath: '.spec.size' })
    class WrongColumn {
      name?: string;
    }
    // @ts-expect-error the scope is not that of the base class
    @CustomResource({ group: 'example.com', version: 'v1', scope: 'Cluster' })
    class WrongScope extends CustomResourceObject<WidgetSpec> {}
    expect([Wrong, WrongClass, WrongUnion, WrongColumn, WrongScope]).toHaveLength(5);
  });
});

describe('@CustomResource', () => {
  it('records its options on the class', () => {
    expect(customResourceOptionsOf(Widget)).toEqual({
      group: 'example.com',
      version: 'v1',
      subresources: { status: true },
    });
    expect(customResourceOptionsOf(ClusterWidget)?.scope).toBe('Cluster');
    expect(customResourceOptionsOf(WidgetSpec)).toBeUndefined();
  });

  it('is not inherited', () => {
    class Special extends Widget {}
    expect(customResourceOptionsOf(Special)).toBeUndefined();
  });
});

describe('@Controller and @Rbac', () => {
  it('record what they say, rules in source order', () => {
    const watches = [watch(ClusterWidget, { map: () => [] })];
    @Controller({ for: Widget, watches })
    @Rbac({ groups: [''], resources: ['pods'], verbs: ['patch'] })
    @Rbac({ groups: [''], resources: ['nodes'], verbs: ['get'] })
    class Reconciler {
      readonly name = 'widget';
    }
    expect(controllerOptionsOf(Reconciler)).toEqual({ for: Widget, watches });
    expect(rbacRulesOf(Reconciler).map((rule) => rule.resources)).toEqual([['pods'], ['nodes']]);
  });
});
