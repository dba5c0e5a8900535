import { drawFuture, type Spread } from '../../lib/rehearsal/draw-future.js';
import type { Course } from '../../lib/rehearsal/future.js';
import { planOf, SHOP } from '../local/plan-fixture.js';

const HOUR = 3_600_000;
const spread: Spread = {
  plan: planOf(SHOP),
  kinds: [
    { name: 'errors', metrics: ['errors'] },
    { name: 'latency', metrics: ['latency'] },
  ],
  phases: [
    { index: 0, lengthMs: 24 * HOUR },
    { index: 1, lengthMs: 72 * HOUR },
  ],
  seed: 5,
};
const futures = (runs: number, of: Spread = spread) =>
  Array.from({ length: runs }, (_, run) => drawFuture(of, run));
const faultsOf = (runs: number, of: Spread = spread) =>
  futures(runs, of).flatMap(({ course }) => (course.kind === 'fault' ? [course] : []));

it('gives every course its share, exactly', () => {
  const counts = new Map<Course['kind'], number>();
  for (const { course } of futures(200)) counts.set(course.kind, (counts.get(course.kind) ?? 0) + 1);
  expect(Object.fromEntries(counts)).toEqual({
    healthy: 50,
    fault: 110,
    incident: 10,
    gap: 10,
    people: 10,
    cloud: 10,
  });
});

it('meets every kind of fault, phase, onset and strength before any of them twice', () => {
  const cells = 2 * 2 * 3 * 6;
  const faults = faultsOf(200, { ...spread, only: { kind: 'fault', fault: 'errors' } }).slice(0, cells / 2);
  const names = faults.map(({ phase, onset, strength }) => `${String(phase)} ${onset} ${String(strength)}`);
  expect(new Set(names).size).toBe(cells / 2);
});

it('is the same for the same seed and run, and another for another seed', () => {
  expect(drawFuture(spread, 17)).toEqual(drawFuture(spread, 17));
  expect(drawFuture(spread, 17)).not.toEqual(drawFuture({ ...spread, seed: 6 }, 17));
});

it('confines itself to healthy runs, or to one kind of fault', () => {
  const healthy = futures(40, { ...spread, only: { kind: 'healthy' } });
  expect(healthy.every(({ course }) => course.kind === 'healthy')).toBe(true);
  const errors = faultsOf(40, { ...spread, only: { kind: 'fault', fault: 'errors' } });
  expect(errors).toHaveLength(40);
  expect(errors.every(({ fault }) => fault.name === 'errors')).toBe(true);
});

it('lets a fault come at once with the first rise, or within the phase', () => {
  for (const { onset, afterMs, phase } of faultsOf(400)) {
    const lengthMs = phase === 0 ? 24 * HOUR : 72 * HOUR;
    if (onset === 'at once') expect(afterMs).toBe(0);
    else {
      expect(afterMs).toBeGreaterThanOrEqual(0.2 * lengthMs - HOUR);
      expect(afterMs).toBeLessThanOrEqual(0.9 * lengthMs + HOUR);
    }
  }
});

it('lets nobody of an absent role do anything', () => {
  const absent = futures(4000).flatMap(({ course, pace }) =>
    course.kind === 'people' && course.how === 'absent' ? [{ role: course.role, pace }] : [],
  );
  expect(absent.length).toBeGreaterThan(10);
  for (const { role, pace } of absent) expect(pace[role]).toBeUndefined();
});
