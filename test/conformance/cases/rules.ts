import { type Case, group } from '../group.ts';
import { tried } from './tried.ts';

const text = { type: 'string' };
const short = { ...text, maxLength: 30 };
const integer = { type: 'integer' };
const texts = { type: 'array', items: text };

/** Rules on a `spec` with some of everything, tried in dry runs. */
function triedRules(...rules: readonly object[]): Case {
  const properties = {
    size: integer,
    name: { type: 'string', maxLength: 20 },
    hosts: texts,
    few: { ...texts, maxItems: 3 },
    port: { 'x-kubernetes-int-or-string': true },
  };
  return tried(
    ...rules.map((rule) => ({
      schema: {
        type: 'object',
        properties: {
          spec: { type: 'object', properties, 'x-kubernetes-validations': [rule] },
        },
      },
    })),
  );
}

/** Objects of a kind whose `spec` has these properties and rules. */
function judged(spec: object, ...values: readonly object[]): Case {
  return async (api) => {
    const schema = { type: 'object', properties: { spec: { type: 'object', ...spec } } };
    const cr = await api.installCustomResource({ schema });
    for (const [index, value] of values.entries()) {
      await api.post(cr.path, cr.object(`a${index}`, { spec: value }));
    }
  };
}

export const ruleCases = group('rules', {
  'names and types that are wrong': triedRules(
    { rule: 'self.sze > 1' },
    { rule: 'self.size == "a"' },
    { rule: 'self.hosts.all(h, h.startWith("a"))' },
    { rule: 'self.size' },
    { rule: 'self.name.matches("(")' },
  ),
  'syntax that is wrong': triedRules(
    { rule: 'self.size > > 1' },
    { rule: '(self.size > 1' },
    { rule: 'self.size = 1' },
    { rule: 'has(self)' },
    { rule: 'self.few.all(1, true)' },
  ),
  'messages that are wrong': triedRules(
    { rule: 'true', messageExpression: 'self.size' },
    { rule: 'true', messageExpression: '"a" + self.size' },
    { rule: 'true', optionalOldSelf: true },
    { rule: 'true', fieldPath: '.nowhere' },
  ),
  'rules that cost too much': triedRules(
    { rule: 'self.hosts.all(h, self.hosts.exists_one(g, g == h))' },
    { rule: 'self.hosts.all(h, h.contains("a"))' },
    { rule: 'self.few.all(h, self.few.exists_one(g, g == h))' },
    { rule: 'true', messageExpression: 'self.hosts.map(h, h + h).join(",")' },
  ),
  'old values without a counterpart': tried({
    schema: {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: {
            list: {
              type: 'array',
              maxItems: 3,
              items: {
                type: 'string',
                maxLength: 5,
                'x-kubernetes-validations': [{ rule: 'self == oldSelf' }],
              },
            },
          },
        },
      },
    },
  }),
  libraries: judged(
    {
      properties: { name: short, amount: short, address: short, version: short, site: short },
      'x-kubernetes-validations': [
        { rule: '!has(self.amount) || quantity(self.amount).isGreaterThan(quantity("1Gi"))' },
        { rule: '!has(self.address) || cidr("10.0.0.0/8").containsIP(self.address)' },
        { rule: '!has(self.version) || semver(self.version).major() > 1' },
        { rule: '!has(self.site) || url(self.site).getHost() == "example.com"' },
        { rule: '!has(self.name) || !format.dns1123Label().validate(self.name).hasValue()' },
      ],
    },
    {
      name: 'a',
      amount: '2Gi',
      address: '10.1.1.1',
      version: '2.0.0',
      site: 'https://example.com/',
    },
    {
      name: 'A',
      amount: '1Mi',
      address: '11.1.1.1',
      version: '1.0.0',
      site: 'https://example.org/',
    },
    { amount: 'x' },
    { address: 'x' },
    { version: 'x' },
    { site: 'x' },
  ),
  'where and why': judged(
    {
      properties: { min: integer, max: integer, port: { 'x-kubernetes-int-or-string': true } },
      'x-kubernetes-validations': [
        {
          rule: 'self.min <= self.max',
          messageExpression: '"%d is above %d".format([self.min, self.max])',
          reason: 'FieldValueForbidden',
          fieldPath: '.min',
        },
        { rule: '!has(self.port) || self.port > 0', message: 'a port' },
      ],
    },
    { min: 1, max: 2 },
    { min: 2, max: 1 },
    { min: 1 },
    { min: 1, max: 2, port: 'x' },
  ),
  'creations may be asked, too': async (api) => {
    const first = {
      ...integer,
      'x-kubernetes-validations': [
        { rule: 'oldSelf.hasValue() || self == 1', optionalOldSelf: true, message: 'begin at 1' },
        { rule: 'self < 5' },
      ],
    };
    const spec = { type: 'object', properties: { first, other: text } };
    const schema = { type: 'object', properties: { spec } };
    const cr = await api.installCustomResource({ schema });
    await api.post(cr.path, cr.object('a', { spec: { first: 2 } }));
    await api.post(cr.path, cr.object('a', { spec: { first: 1 } }));
    await api.patch(`${cr.path}/a`, { merge: { spec: { first: 4 } } });
    await api.patch(`${cr.path}/a`, { merge: { spec: { first: 6 } } });
  },
});
