import { decide, type Control, type Move, type Position, type Symbols } from '../../lib/rollout/control.js';

/** The smallest plan in which every move can happen, and happen again: two phases of two steps. */
const PHASES = [0, 1];
const STEPS = [0, 1];
const LAST = 1;

const POSITIONS: readonly Position[] = PHASES.flatMap((phase): readonly Position[] => [
  { stage: 'entry', phase },
  ...STEPS.flatMap((step) =>
    (['waiting', 'rising', 'soaking', 'judging'] as const).map((stage): Position => ({ stage, phase, step })),
  ),
  { stage: 'leaving', phase },
]);

const CONTROLS: readonly Control[] = [
  ...POSITIONS.map((position): Control => ({ mode: 'running', position, attempt: 1 })),
  ...POSITIONS.flatMap((position) =>
    (['step', 'phase', 'all', 'affected users', 'kill'] as const).map((what): Control => ({
      mode: 'reverted',
      what,
      position,
      attempt: 1,
    })),
  ),
  { mode: 'completed', attempt: 1 },
  { mode: 'closed', attempt: 1 },
];

const BOTH = [true, false];
const VALUES: { readonly [K in keyof Symbols]: readonly Symbols[K][] } = {
  due: BOTH,
  held: BOTH,
  exposes: BOTH,
  noticed: BOTH,
  gate: ['go', 'no-go', 'inconclusive', 'error'],
  rise: ['settled', 'moving', 'failed', 'unknown'],
  worked: BOTH,
  soaked: BOTH,
  disarmed: BOTH,
  otherwise: ['hold', 'revert step', 'revert phase', 'again next week'],
};

/** Every combination of symbols: 8,192. */
const ALL: readonly Symbols[] = Object.entries(VALUES).reduce<readonly Partial<Symbols>[]>(
  (found, [name, values]) => found.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
  [{}],
) as readonly Symbols[];

/** What is wrong with a move, for all controls and all symbols. */
function wrong(check: (control: Control, symbols: Symbols, move: Move | undefined) => boolean): unknown[] {
  return CONTROLS.flatMap((control) =>
    ALL.flatMap((symbols) => {
      const move = decide(control, symbols);
      return check(control, symbols, move) ? [] : [{ control, symbols, move }];
    }),
  ).slice(0, 1);
}

const stageOf = (control: Control): string =>
  control.mode === 'running' ? control.position.stage : control.mode;

/** Where each move can be made from, and nowhere else. */
const FROM: Readonly<Record<Move['kind'], readonly string[]>> = {
  'enter phase': ['entry'],
  'start step': ['waiting'],
  'step reached': ['rising'],
  'rise failed': ['rising'],
  'judge step': ['soaking'],
  'pass step': ['judging'],
  'leave phase': ['leaving'],
  'no-go': ['entry', 'waiting', 'judging', 'leaving'],
  close: ['completed'],
};

/** What a move does to the finite state, and to the symbols that it makes untrue. */
function follow(control: Control, symbols: Symbols, move: Move): readonly [Control, Symbols] {
  if (control.mode !== 'running') return [{ mode: 'closed', attempt: control.attempt }, symbols];
  const { position, attempt } = control;
  const { phase } = position;
  const step = 'step' in position ? position.step : 0;
  const to = (next: Position, change: Partial<Symbols> = {}): readonly [Control, Symbols] => [
    { mode: 'running', position: next, attempt },
    { ...symbols, ...change },
  ];
  switch (move.kind) {
    case 'enter phase':
      return to({ stage: 'waiting', phase, step: 0 });
    case 'start step':
      // A new version has not been seen in the lane yet; a step of mere work is there at once.
      return symbols.exposes
        ? to({ stage: 'rising', phase, step }, { rise: 'moving' })
        : to({ stage: 'soaking', phase, step });
    case 'step reached':
      return to({ stage: 'soaking', phase, step });
    case 'rise failed':
      // People look before it is tried again.
      return to({ stage: 'waiting', phase, step }, { held: true });
    case 'judge step':
      return to({ stage: 'judging', phase, step });
    case 'pass step':
      return to(step < LAST ? { stage: 'waiting', phase, step: step + 1 } : { stage: 'leaving', phase });
    case 'leave phase':
      return phase < LAST
        ? to({ stage: 'entry', phase: phase + 1 })
        : [{ mode: 'completed', attempt }, symbols];
    case 'no-go':
      return move.then === 'again next week'
        ? to(position, { gate: 'inconclusive' })
        : [{ mode: 'reverted', what: 'step', position, attempt }, symbols];
    case 'close':
      return [{ mode: 'closed', attempt }, symbols];
  }
}

describe('the automaton, for every control and all symbols,', () => {
  it('has 8,192 combinations of symbols to answer, and answers each with a move of its stage or none', () => {
    expect(ALL).toHaveLength(8192);
    expect(
      wrong((control, _symbols, move) => move === undefined || FROM[move.kind].includes(stageOf(control))),
    ).toEqual([]);
  });

  it('starts no step that exposes while something holds', () => {
    expect(
      wrong((_control, { held, exposes }, move) => move?.kind !== 'start step' || !held || !exposes),
    ).toEqual([]);
  });

  it('passes no point of no return while something holds: it enters no phase that is held', () => {
    expect(wrong((_control, { held }, move) => move?.kind !== 'enter phase' || !held)).toEqual([]);
  });

  it('goes on only where the gate is go, the time has come and the work is done', () => {
    const needs: Partial<Record<Move['kind'], (symbols: Symbols) => boolean>> = {
      'enter phase': ({ due, gate }) => due && gate === 'go',
      'start step': ({ due, noticed, gate }) => due && noticed && gate === 'go',
      'step reached': ({ rise }) => rise === 'settled',
      'judge step': ({ soaked, worked }) => soaked && worked,
      'pass step': ({ gate }) => gate === 'go',
      'leave phase': ({ soaked, worked, gate }) => soaked && worked && gate === 'go',
      close: ({ disarmed }) => disarmed,
    };
    expect(
      wrong((_control, symbols, move) => move === undefined || (needs[move.kind]?.(symbols) ?? true)),
    ).toEqual([]);
  });

  it('takes no-go as the plan says, and holds on anything else that is not go', () => {
    expect(
      wrong(
        (_control, { gate, otherwise }, move) =>
          move?.kind !== 'no-go' || (gate === 'no-go' && otherwise !== 'hold' && move.then === otherwise),
      ),
    ).toEqual([]);
  });

  it('stands still after a revert and after the end', () => {
    expect(
      wrong(({ mode }, _symbols, move) => (mode !== 'reverted' && mode !== 'closed') || move === undefined),
    ).toEqual([]);
  });

  it('comes to rest: no more moves than the plan has places', () => {
    const longest = CONTROLS.map((first) =>
      Math.max(
        ...ALL.map((symbols) => {
          let [control, present]: readonly [Control, Symbols] = [first, symbols];
          let moves = 0;
          for (let move = decide(control, present); move && moves < 100; move = decide(control, present)) {
            [control, present] = follow(control, present, move);
            moves += 1;
          }
          return moves;
        }),
      ),
    );
    // Entering, leaving, and for each step of work: start, judge, pass; at the end one close.
    expect(Math.max(...longest)).toBe(PHASES.length * (2 + STEPS.length * 3) + 1);
  });
});
