interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Change {
  readonly type: 'equal' | 'replace' | 'delete' | 'insert';
  readonly a: readonly [start: number, end: number];
  readonly b: readonly [start: number, end: number];
}

const context = 3;

/** The unified diff of two texts as the server prints it, without a head (Python's difflib in Go). */
export function unifiedDiff(before: string, after: string): string {
  const a = splitLines(before);
  const b = splitLines(after);
  let text = '';
  for (const group of groupsOf(changesOf(a, b))) {
    const first = group[0] as Change;
    const last = group.at(-1) as Change;
    text += `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n`;
    for (const { type, a: old, b: new_ } of group) {
      if (type === 'equal') {
        for (const line of a.slice(...old)) text += ` ${line}`;
        continue;
      }
      for (const line of a.slice(...old)) text += `-${line}`;
      for (const line of b.slice(...new_)) text += `+${line}`;
    }
  }
  return text;
}

function splitLines(text: string): string[] {
  return text.split('\n').map((line) => `${line}\n`);
}

function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  const changes: Change[] = [];
  let i = 0;
  let j = 0;
  for (const match of matchesOf(a, b)) {
    if (i < match.a || j < match.b) {
      const type = i >= match.a ? 'insert' : j >= match.b ? 'delete' : 'replace';
      changes.push({ type, a: [i, match.a], b: [j, match.b] });
    }
    i = match.a + match.size;
    j = match.b + match.size;
    if (match.size > 0) changes.push({ type: 'equal', a: [match.a, i], b: [match.b, j] });
  }
  return changes;
}

/** Stretches that are the same, joined, with an empty one at the end. */
function matchesOf(a: readonly string[], b: readonly string[]): Match[] {
  const places = placesOf(b);
  const joined: Match[] = [];
  let current: Match = { a: 0, b: 0, size: 0 };
  for (const match of findMatches([0, a.length, 0, b.length])) {
    if (current.a + current.size === match.a && current.b + current.size === match.b) {
      current = { ...current, size: current.size + match.size };
      continue;
    }
    if (current.size > 0) joined.push(current);
    current = match;
  }
  if (current.size > 0) joined.push(current);
  joined.push({ a: a.length, b: b.length, size: 0 });
  return joined;

  function findMatches(window: readonly [number, number, number, number]): Match[] {
    const [alo, ahi, blo, bhi] = window;
    const match = longest(window);
    if (match.size === 0) return [];
    const endA = match.a + match.size;
    const endB = match.b + match.size;
    return [
      ...(alo < match.a && blo < match.b ? findMatches([alo, match.a, blo, match.b]) : []),
      match,
      ...(endA < ahi && endB < bhi ? findMatches([endA, ahi, endB, bhi]) : []),
    ];
  }

  function longest([alo, ahi, blo, bhi]: readonly [number, number, number, number]): Match {
    let best: Match = { a: alo, b: blo, size: 0 };
    let lengths = new Map<number, number>();
    for (let i = alo; i < ahi; i++) {
      const next = new Map<number, number>();
      for (const j of places.get(a[i] as string) ?? []) {
        if (j < blo) continue;
        if (j >= bhi) break;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      lengths = next;
    }
    let { a: i, b: j, size } = best;
    while (i > alo && j > blo && a[i - 1] === b[j - 1]) {
      i--;
      j--;
      size++;
    }
    while (i + size < ahi && j + size < bhi && a[i + size] === b[j + size]) size++;
    return { a: i, b: j, size };
  }
}

/** Where each line occurs; lines that occur too often in a long text are passed over. */
function placesOf(lines: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const known = places.get(line);
    if (known === undefined) places.set(line, [index]);
    else known.push(index);
  }
  if (lines.length < 200) return places;
  const limit = Math.floor(lines.length / 100) + 1;
  for (const [line, indices] of places) {
    if (indices.length > limit) places.delete(line);
  }
  return places;
}

/** Changes with a little of what is around them; far ones apart. */
function groupsOf(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  let group: Change[] = [];
  for (const [index, change] of changes.entries()) {
    let { a, b } = change;
    if (change.type === 'equal') {
      if (index === 0) ({ a, b } = lastLines(change));
      if (index === changes.length - 1) ({ a, b } = firstLines({ ...change, a, b }));
      if (a[1] - a[0] > 2 * context) {
        group.push(firstLines({ ...change, a, b }));
        groups.push(group);
        group = [];
        ({ a, b } = lastLines({ ...change, a, b }));
      }
    }
    group.push({ ...change, a, b });
  }
  if (group.length > 1 || (group.length === 1 && group[0]?.type !== 'equal')) groups.push(group);
  return groups;
}

function firstLines(change: Change): Change {
  const { a, b } = change;
  return {
    ...change,
    a: [a[0], Math.min(a[1], a[0] + context)],
    b: [b[0], Math.min(b[1], b[0] + context)],
  };
}

function lastLines(change: Change): Change {
  const { a, b } = change;
  return {
    ...change,
    a: [Math.max(a[0], a[1] - context), a[1]],
    b: [Math.max(b[0], b[1] - context), b[1]],
  };
}
