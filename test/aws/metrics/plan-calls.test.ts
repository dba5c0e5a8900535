import fc from '../../fast-check.js';
import { planCalls, queryKey, type Need } from '../../../lib/aws/metrics/plan-calls.js';
import { joinedPieces, wholePieces, type Piece } from '../../../lib/aws/metrics/window-pieces.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 11, 7, 12, 34, 50);
const CLOSED = Math.floor((NOW - 2 * MINUTE) / MINUTE) * MINUTE;

const window = fc
  .record({
    length: fc.oneof(
      fc.integer({ min: 1, max: 4 * HOUR }),
      fc.integer({ min: 1, max: 100 * DAY }),
      fc.constantFrom(MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY),
    ),
    back: fc.integer({ min: 0, max: 3000 }).map((minutes) => minutes * MINUTE),
  })
  .map(({ length, back }) => ({ from: CLOSED - back - length, to: CLOSED - back }));

function valid(periodMs: number): boolean {
  return [1, 5, 10, 20, 30].includes(periodMs / 1000) || (periodMs % MINUTE === 0 && periodMs <= DAY);
}

describe.each([
  ['that can be put together', joinedPieces],
  ['that must be measured as a whole', wholePieces],
] as const)('the pieces of a window %s', (_, piecesOf) => {
  it('lie end to end inside of it, in periods that CloudWatch has, and miss less than an hour at its ends', () => {
    fc.assert(
      fc.property(window, (one) => {
        const pieces = piecesOf(one, NOW, MINUTE);
        pieces.forEach((piece, index) => {
          expect(valid(piece.periodMs)).toBe(true);
          expect((piece.to - piece.from) % piece.periodMs).toBe(0);
          expect(piece.from).toBe(pieces[index - 1]?.to ?? piece.from);
        });
        const covered = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
        const age = NOW - one.from;
        const grain = age < 15 * DAY - HOUR ? MINUTE : age < 63 * DAY - HOUR ? 5 * MINUTE : HOUR;
        expect(one.to - one.from - covered).toBeLessThan(2 * grain);
        expect(pieces[0]?.from ?? one.from).toBeGreaterThanOrEqual(one.from);
        expect(pieces.at(-1)?.to ?? one.to).toBeLessThanOrEqual(one.to);
      }),
    );
  });
});

it('asks for periods under a minute while CloudWatch has them', () => {
  const to = CLOSED + 40_000;
  expect(joinedPieces({ from: to - 30_000, to }, NOW, 10_000)).toEqual([
    { from: to - 30_000, to, periodMs: 10_000 },
  ]);
  expect(wholePieces({ from: to - 10_000, to }, NOW, 10_000)).toEqual([
    { from: to - 10_000, to, periodMs: 10_000 },
  ]);
  const old = CLOSED - 5 * HOUR;
  expect(joinedPieces({ from: old - MINUTE, to: old }, NOW, 10_000)).toEqual([
    { from: old - MINUTE, to: old, periodMs: MINUTE },
  ]);
});

const need = (piece: Piece, series: number, statistic: 'Sum' | 'p95'): Need => ({
  asked: { namespace: 'Shop', metricName: `m${String(series)}`, dimensions: [], statistic },
  piece,
});

it('keeps the limits of every call, and counts every period from its start', () => {
  const wanted = fc.record({ window, series: fc.integer({ min: 0, max: 700 }), whole: fc.boolean() });
  fc.assert(
    fc.property(fc.array(wanted, { maxLength: 60 }), (all) => {
      const needs = all.flatMap((one) =>
        (one.whole ? wholePieces : joinedPieces)(one.window, NOW, MINUTE).map((piece) =>
          need(piece, one.series, one.whole ? 'p95' : 'Sum'),
        ),
      );
      const calls = planCalls(needs);
      expect(calls).toHaveLength(needs.length);
      needs.forEach((one, index) => {
        const call = calls[index];
        if (!call) throw new Error('a need without a call');
        expect(call.queries.get(queryKey(one))?.periodMs).toBe(one.piece.periodMs);
        expect((one.piece.from - call.start) % one.piece.periodMs).toBe(0);
        expect(call.start).toBeLessThanOrEqual(one.piece.from);
        expect(call.end).toBeGreaterThanOrEqual(one.piece.to);
      });
      for (const { start, end, queries } of new Set(calls)) {
        expect(queries.size).toBeLessThanOrEqual(500);
        const points = [...queries.values()].reduce(
          (sum, { periodMs }) => sum + Math.ceil((end - start) / periodMs),
          0,
        );
        expect(points).toBeLessThanOrEqual(100_800);
      }
    }),
  );
});

it('never asks for more points than an answer has room for', () => {
  const day = { from: CLOSED - DAY, to: CLOSED };
  const needs = Array.from({ length: 200 }, (_, series) =>
    joinedPieces(day, NOW, MINUTE).map((piece) => need(piece, series, 'Sum')),
  ).flat();
  const calls = new Set(planCalls(needs));
  for (const { start, end, queries } of calls) {
    const points = [...queries.values()].reduce(
      (sum, { periodMs }) => sum + Math.ceil((end - start) / periodMs),
      0,
    );
    expect(points).toBeLessThanOrEqual(100_800);
  }
  expect(calls.size).toBeLessThanOrEqual(3);
});
