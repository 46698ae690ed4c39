import { convert } from '@keelson/runtime';
import { describe, expect, it } from 'vitest';
import { {{className}} } from '{{typesModule}}';
import { {{className}} as {{spokeName}} } from '{{spokeModule}}';
import { {{spokeName}}Converter } from './{{kebab}}-{{spoke}}-converter.ts';

describe('{{spokeName}}Converter', () => {
  it('loses nothing on the way there and back', async () => {
    const converters = [new {{spokeName}}Converter()];
    const old = {
      apiVersion: {{spokeApiVersion|ts}},
      kind: {{kind|ts}},
      metadata: { name: 'sample', labels: { kept: 'yes' } },
      spec: {},
    };
    const hub = await convert(converters, old, {{className}});
    expect(hub.apiVersion).toBe({{apiVersion|ts}});
    expect(await convert(converters, hub, {{spokeName}})).toEqual(old);
  });
});
