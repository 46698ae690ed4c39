import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { webhookFiles } from './webhook-folder.ts';

const selectorsOf = (projectName?: string) =>
  webhookFiles(projectName).flatMap(({ contents }) => {
    const [document] = parseAllDocuments(contents);
    const { spec } = document!.toJS() as {
      spec?: { selector?: object; podSelector?: { matchLabels: object } };
    };
    return spec === undefined ? [] : [spec.selector ?? spec.podSelector?.matchLabels];
  });

it("selects the project's own pods, also where other operators are", () => {
  const role = { 'control-plane': 'controller-manager' };
  const own = { ...role, 'app.kubernetes.io/name': 'ship' };
  expect(selectorsOf('ship')).toEqual([own, own]);
  expect(selectorsOf()).toEqual([role, role]);
});
