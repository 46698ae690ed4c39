import { describe, expect, it } from 'vitest';
import { descriptionOf } from './description.ts';

describe('descriptionOf', () => {
  it('joins the lines of a paragraph and keeps paragraphs apart', () => {
    const comment = `/**
   * How long a pod may be
   * unready.
   *
   * Zero is not at all.
   */`;
    expect(descriptionOf(comment)).toBe('How long a pod may be unready.\n\nZero is not at all.');
  });

  it('keeps lists, one line for each item', () => {
    const comment = `/** One of:
  * - label: marks
  *   the pod
  * - kill
  * 1. first
  */`;
    expect(descriptionOf(comment)).toBe('One of:\n- label: marks the pod\n- kill\n1. first');
  });

  it('leaves out block tags, lines of TODO and notes after dashes', () => {
    expect(descriptionOf('/** Text.\n * @default 1 */')).toBe('Text.');
    expect(descriptionOf('/** Text.\n * TODO: more\n * End. */')).toBe('Text. End.');
    expect(descriptionOf('/** Text.\n * ---\n * for maintainers */')).toBe('Text.');
  });

  it('keeps code as it is, with what looks like tags and dashes', () => {
    expect(descriptionOf('/** Like\n * ```yaml\n * ---\n * a:\n *   b: "@c"\n * ```\n */')).toBe(
      'Like\n```yaml\n---\na:\n  b: "@c"\n```',
    );
  });

  it('writes links as text', () => {
    expect(descriptionOf('/** See {@link Pod} and {@link Node | the node}. */')).toBe(
      'See Pod and the node.',
    );
  });

  it('is nothing when nothing is said', () => {
    expect(descriptionOf('/** */')).toBeUndefined();
    expect(descriptionOf('/** @internal */')).toBeUndefined();
  });
});
