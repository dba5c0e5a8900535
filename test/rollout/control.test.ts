import { decide, type Control, type Position, type Symbols } from '../../lib/rollout/control.js';

const CALM: Symbols = {
  due: true,
  held: false,
  exposes: true,
  noticed: true,
  gate: 'go',
  rise: 'settled',
  worked: true,
  soaked: true,
  disarmed: false,
  otherwise: 'hold',
};

const at = (position: Position): Control => ({ mode: 'running', position, attempt: 1 });
const kindAt = (position: Position, symbols: Partial<Symbols>): string =>
  decide(at(position), { ...CALM, ...symbols })?.kind ?? 'stays';

describe('the automaton', () => {
  it.each<[Position['stage'], Partial<Symbols>, string]>([
    ['entry', {}, 'enter phase'],
    ['entry', { due: false }, 'stays'],
    ['entry', { gate: 'inconclusive' }, 'stays'],
    ['entry', { gate: 'error' }, 'stays'],
    ['entry', { gate: 'no-go' }, 'stays'],
    ['entry', { held: true }, 'stays'],
    ['waiting', {}, 'start step'],
    ['waiting', { due: false }, 'stays'],
    ['waiting', { noticed: false }, 'stays'],
    ['waiting', { held: true }, 'stays'],
    ['waiting', { held: true, exposes: false }, 'start step'],
    ['waiting', { gate: 'inconclusive' }, 'stays'],
    ['waiting', { gate: 'no-go', otherwise: 'revert phase' }, 'no-go'],
    ['rising', { rise: 'moving' }, 'stays'],
    ['rising', { rise: 'unknown' }, 'stays'],
    ['rising', { rise: 'failed' }, 'rise failed'],
    ['rising', { rise: 'settled' }, 'step reached'],
    ['soaking', { soaked: false }, 'stays'],
    ['soaking', { worked: false }, 'stays'],
    ['soaking', {}, 'judge step'],
    ['judging', {}, 'pass step'],
    ['judging', { gate: 'error' }, 'stays'],
    ['judging', { gate: 'no-go' }, 'stays'],
    ['judging', { gate: 'no-go', otherwise: 'revert step' }, 'no-go'],
    ['leaving', { soaked: false }, 'stays'],
    ['leaving', { gate: 'inconclusive' }, 'stays'],
    ['leaving', {}, 'leave phase'],
    ['leaving', { gate: 'no-go', otherwise: 'again next week' }, 'no-go'],
  ])('%s with %j: %s', (stage, symbols, expected) => {
    const position = (
      stage === 'entry' || stage === 'leaving' ? { stage, phase: 0 } : { stage, phase: 0, step: 0 }
    ) as Position;
    expect(kindAt(position, symbols)).toBe(expected);
  });

  it('never moves on its own after a revert, whatever the world looks like', () => {
    for (const gate of ['go', 'no-go', 'inconclusive', 'error'] as const) {
      const control: Control = {
        mode: 'reverted',
        what: 'phase',
        position: { stage: 'entry', phase: 0 },
        attempt: 1,
      };
      expect(decide(control, { ...CALM, gate, disarmed: true })).toBeUndefined();
    }
  });

  it('raises exposure only on a gate that says go, whatever the other symbols are', () => {
    const booleans = [true, false];
    for (const gate of ['no-go', 'inconclusive', 'error'] as const) {
      for (const due of booleans)
        for (const held of booleans)
          for (const noticed of booleans) {
            expect(kindAt({ stage: 'waiting', phase: 0, step: 0 }, { gate, due, held, noticed })).not.toBe(
              'start step',
            );
          }
    }
  });

  it('closes a completed rollout when its armed time is over', () => {
    expect(decide({ mode: 'completed', attempt: 1 }, { ...CALM, disarmed: true })).toEqual({ kind: 'close' });
    expect(decide({ mode: 'completed', attempt: 1 }, CALM)).toBeUndefined();
  });
});
