import type { Case } from '../group.ts';

/** An object and where it is created, by the title of its case. */
export interface Sample {
  /** Group and version, and plural. */
  readonly at: readonly [string, string];
  readonly object: object;
}

/** A case for each: the object is created, and read when it was accepted. Their name is `a`. */
export function sampleCases(samples: Readonly<Record<string, Sample>>): Record<string, Case> {
  const cases = Object.entries(samples).map(([title, { at, object }]): [string, Case] => {
    const [groupVersion, plural] = at;
    return [
      title,
      async (api) => {
        const path = `${api.in(groupVersion)}/${plural}`;
        const { status } = await api.post(path, object);
        if (status === 201) await api.get(`${path}/a`);
      },
    ];
  });
  return Object.fromEntries(cases);
}
