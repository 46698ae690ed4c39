import { describe, expect, it } from 'vitest';
import { testIo } from '../testing/test-io.ts';
import { DevView, readableLog, readCounts, renderPanel } from './dev-view.ts';

const state = {
  project: 'ship',
  url: 'https://127.0.0.1:6443',
  status: 'running',
  controllers: [{ name: 'captain', reconciles: 12, errors: 1 }],
  events: ['first', 'second', 'third', 'fourth'],
};

describe('renderPanel', () => {
  it('shows the controllers and the last events', () => {
    expect(renderPanel(state, 80)).toEqual([
      '─'.repeat(79),
      'ship · running · https://127.0.0.1:6443',
      '  captain                           12 reconciles     1 errors',
      '  second',
      '  third',
      '  fourth',
      's samples  r restart  q quit',
    ]);
  });

  it('fits into narrow terminals, where a line that wraps would stay behind', () => {
    for (const columns of [0, 20, 30, 40]) {
      const width = Math.max(columns - 1, 20);
      for (const line of renderPanel(state, columns))
        expect(line.length).toBeLessThanOrEqual(width);
    }
    expect(renderPanel(state, 30)[1]).toBe('ship · running · https://127…');
  });
});

describe('DevView', () => {
  it('writes plain lines when nobody sits at a terminal', async () => {
    const { io, output } = testIo();
    using view = new DevView(io);
    view.show(state);
    view.line('dev', 'starting the operator');
    view.show(state);
    expect((await output()).stdout).toBe('dev       starting the operator\n');
  });

  it('keeps the panel below the lines, and takes it away at the end', async () => {
    const { io, output } = testIo({ answers: [] });
    {
      using view = new DevView(io);
      view.show({ ...state, controllers: [], events: [] });
      // Nothing new: nothing flickers.
      view.show({ ...state, controllers: [], events: [] });
      view.line('event', 'Created');
    }
    const panel = `${renderPanel({ ...state, controllers: [], events: [] }, 100).join('\n')}\n`;
    const away = '\u001B[3A\r\u001B[J';
    expect((await output()).stdout).toBe(`${panel}${away}event     Created\n${panel}${away}`);
  });
});

describe('readableLog', () => {
  it.each([
    [{ level: 'info', time: '2026-01-01T00:00:00Z', msg: 'Stopping' }, 'Stopping'],
    [
      {
        level: 'info',
        msg: 'done',
        controller: 'captain',
        reconcileID: 'f-1',
        size: 2,
        why: 'a b',
      },
      'done controller=captain size=2 why="a b"',
    ],
    [
      {
        level: 'error',
        msg: 'Reconciler error',
        err: { type: 'Error', message: 'no', stack: 's' },
      },
      'error: Reconciler error err="no"',
    ],
  ])('writes %j for people', (entry, text) => {
    expect(readableLog(JSON.stringify(entry))).toBe(text);
  });

  it.each(['plain words', '{"unfinished', '"a text"', 'null', '7', '{"no":"message"}'])(
    'leaves %j alone',
    (line) => {
      expect(readableLog(line)).toBe(line);
    },
  );
});

describe('readCounts', () => {
  it('adds up what each controller did', () => {
    const metrics = `# HELP controller_runtime_reconcile_total Reconciliations per controller
# TYPE controller_runtime_reconcile_total counter
controller_runtime_reconcile_total{controller="captain",result="success"} 4
controller_runtime_reconcile_total{controller="captain",result="error"} 2
controller_runtime_reconcile_total{controller="ship",result="requeue_after"} 1
controller_runtime_reconcile_errors_total{controller="captain"} 2
`;
    expect(readCounts(metrics)).toEqual([
      { name: 'captain', reconciles: 6, errors: 2 },
      { name: 'ship', reconciles: 1, errors: 0 },
    ]);
  });
});
