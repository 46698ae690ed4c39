/** Last words with a plural of their own. */
const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    person: 'people',
    child: 'children',
    man: 'men',
    woman: 'women',
    foot: 'feet',
    tooth: 'teeth',
    goose: 'geese',
    mouse: 'mice',
    ox: 'oxen',
    thief: 'thieves',
    knife: 'knives',
    life: 'lives',
    wife: 'wives',
    photo: 'photos',
    potato: 'potatoes',
    tomato: 'tomatoes',
    halo: 'halos',
    quiz: 'quizzes',
    alias: 'aliases',
    axis: 'axes',
    chassis: 'chassis',
    index: 'indices',
    matrix: 'matrices',
    vertex: 'vertices',
    vortex: 'vortices',
    apex: 'apices',
    helix: 'helices',
    codex: 'codices',
    appendix: 'appendices',
    focus: 'foci',
    locus: 'loci',
    radius: 'radii',
    nucleus: 'nuclei',
    cactus: 'cacti',
    syllabus: 'syllabi',
    corpus: 'corpora',
    genus: 'genera',
    datum: 'data',
    medium: 'media',
    stratum: 'strata',
    erratum: 'errata',
    spectrum: 'spectra',
    addendum: 'addenda',
    bacterium: 'bacteria',
    criterion: 'criteria',
    phenomenon: 'phenomena',
  }),
);

/** Last words that are their own plural and do not end in `s`. */
const uncountable: ReadonlySet<string> = new Set([
  'aircraft',
  'data',
  'deer',
  'equipment',
  'fish',
  'information',
  'media',
  'metadata',
  'money',
  'people',
  'police',
  'sheep',
]);

/** The first that matches wins. A word in `s` that none matches is taken for a plural. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/(ch|sh|ss|x|us|tz|zz)$/, '$1es'],
  [/([ei])z$/, '$1zzes'],
  [/z$/, 'zes'],
  [/sis$/, 'ses'],
  [/s$/, 's'],
  [/(ea|oa|l|ar)f$/, '$1ves'],
  [/([^aeiou]|qu)y$/, '$1ies'],
  [/(io|ano|lo|to|oo)$/, '$1s'],
  [/o$/, 'oes'],
  [/$/, 's'],
];

/**
 * The lower-case plural of a kind, the word in its URL: `HealthCheckPolicy` is
 * `healthcheckpolicies`. English rules as kubebuilder and controller-gen have them from flect
 * (`Index` is `indices`, `Person` is `people`, a kind in `s` such as `Endpoints` or `Redis` stays),
 * applied to the last word of the kind. Where the result is not wanted, give the plural by hand.
 */
export function pluralOf(kind: string): string {
  const lastWord = (/(?:[A-Z]?[a-z0-9]+|[A-Z0-9]+)$/.exec(kind)?.[0] ?? kind).toLowerCase();
  const start = kind.slice(0, kind.length - lastWord.length).toLowerCase();
  return start + (irregular.get(lastWord) ?? regularPlural(lastWord));
}

function regularPlural(word: string): string {
  if (uncountable.has(word)) return word;
  const rule = rules.find(([ending]) => ending.test(word));
  return rule === undefined ? word : word.replace(rule[0], rule[1]);
}
