import fc from '../../fast-check.js';
import type { Reading } from '../../../lib/judge/reading.js';
import { metricOf, queryOf } from '../plan-fixture.js';
import { START, worldOf } from '../world-fixture.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HALF = { below: 500_000 };

type World = ReturnType<typeof worldOf>;

function readingOf(world: World, name: string, from: number, to: number, rest = {}): Reading {
  const answer = world.metrics.answerNow(queryOf(metricOf(world.plan, name), { from, to }, rest));
  if (answer.kind !== 'measured') throw new Error(JSON.stringify(answer));
  return answer.subject[0]?.readings[0] ?? { kind: 'missing' };
}

function valueOf(world: World, name: string, from: number, to: number, rest = {}): number {
  const reading = readingOf(world, name, from, to, rest);
  if (reading.kind !== 'value') throw new Error(`${name} is ${reading.kind}`);
  return reading.value;
}

/** A world whose audience is half exposed from the start, after so many days. */
function halfExposed(scenario: string, days: number): World {
  const world = worldOf({ scenario: `scenario: test\n${scenario}` });
  world.moments.entered(1, START);
  world.moments.rose(1, START);
  world.expose(HALF);
  world.clock.advanceBy(days * DAY);
  return world;
}

describe('metrics while all is well', () => {
  const world = halfExposed('', 10);
  const end = START + 10 * DAY;

  it.each([
    ['errors', 0.01, 0.0006],
    ['success', 0.99, 0.0006],
    ['latency', 200, 1],
    ['cost', 0.05, 0.0002],
    ['probes', 0.005, 0.0005],
    ['similarity', 0.98, 0.001],
    ['worst', 12, 0.01],
  ])('%s is %s', (name, base, tolerance) => {
    expect(Math.abs(valueOf(world, name, START, end) - base)).toBeLessThan(tolerance);
  });

  it('has as many samples as the exposed share of the traffic', () => {
    const share = world.metrics.exposedUnits() / 1000;
    const canary = readingOf(world, 'errors', START, end);
    const control = readingOf(world, 'errors', START, end, { cohort: 'control' });
    const expected = 60 * 1440 * 10;
    expect(canary.kind === 'value' && canary.samples / expected).toBeCloseTo(share, 2);
    expect(control.kind === 'value' && control.samples / expected).toBeCloseTo(1 - share, 2);
  });

  it('counts the same requests for every ratio over them', () => {
    const samples = ['errors', 'success'].map((name) => {
      const reading = readingOf(world, name, START, end);
      return reading.kind === 'value' && reading.samples;
    });
    expect(samples[0]).toBe(samples[1]);
  });

  it('splits a rate and a sum between the cohorts', () => {
    const rates = (['canary', 'control'] as const).map((cohort) =>
      valueOf(world, 'interventions', START, end, { cohort }),
    );
    expect(Math.abs((rates[0] ?? 0) + (rates[1] ?? 0) - 48)).toBeLessThan(4 * Math.sqrt(48 / 10));
    const bills = (['canary', 'control'] as const).map((cohort) =>
      valueOf(world, 'bill', START, end, { cohort }),
    );
    expect(Math.abs((bills[0] ?? 0) + (bills[1] ?? 0) - 3 * 240)).toBeLessThan(5);
  });

  it('shows the newest publication of what is published every hour', () => {
    const at = START + 5 * DAY + 20 * MINUTE;
    const hour = START + 5 * DAY;
    expect(readingOf(world, 'bill', at - MINUTE, at)).toEqual(readingOf(world, 'bill', hour - HOUR, hour));
  });

  it('gives percentiles of single minutes that scatter around the value', () => {
    const minutes = Array.from({ length: 500 }, (_, minute) =>
      valueOf(world, 'latency', START + minute * MINUTE, START + (minute + 1) * MINUTE),
    );
    const mean = minutes.reduce((sum, value) => sum + value, 0) / minutes.length;
    expect(Math.abs(mean - 200)).toBeLessThan(20);
    expect(new Set(minutes).size).toBeGreaterThan(100);
  });

  it('has measured control, and an empty canary, before the rollout began', () => {
    expect(readingOf(world, 'errors', START - DAY, START, { cohort: 'control' }).kind).toBe('value');
    expect(readingOf(world, 'errors', START - DAY, START)).toEqual({ kind: 'empty' });
    expect(readingOf(world, 'errors', START - 60 * DAY, START - 30 * DAY)).toEqual({ kind: 'missing' });
  });

  it('does not measure what has neither base nor baseline', () => {
    expect(readingOf(world, 'unheard', START, end)).toEqual({ kind: 'missing' });
  });

  it('refuses to answer for a metric that it does not know', () => {
    const stranger = { ...metricOf(world.plan, 'errors'), name: 'stranger' };
    const answer = world.metrics.answerNow(queryOf(stranger, { from: START, to: end }));
    expect(answer).toMatchObject({ kind: 'failed', reason: expect.stringContaining('stranger') });
  });
});

describe('windows', () => {
  it('add up, wherever they are cut and in whatever order they are asked for', () => {
    const minute = fc.integer({ min: -2 * 1440, max: 4 * 1440 });
    fc.assert(
      fc.property(
        fc.array(minute, { minLength: 3, maxLength: 8 }),
        fc.constantFrom('errors', 'cost', 'latency'),
        (cuts, name) => {
          const world = worldOf({ scenario: 'scenario: test' });
          world.expose(HALF);
          world.clock.advanceBy(4 * DAY);
          const edges = [...new Set(cuts)]
            .sort((one, other) => one - other)
            .map((one) => START + one * MINUTE);
          const pieces = edges.slice(1).map((to, index) => ({ from: edges[index] ?? to, to }));
          const shuffled = [...pieces].reverse();
          const count = (from: number, to: number) => {
            const reading = readingOf(world, name, from, to, { cohort: 'control' });
            return reading.kind === 'value' ? reading.samples : 0;
          };
          const sum = shuffled.reduce((total, { from, to }) => total + count(from, to), 0);
          expect(sum).toBe(count(edges[0] ?? START, edges.at(-1) ?? START));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('give the same percentile whether they slid there or were asked for at once', () => {
    const sliding = halfExposed('', 3);
    const fresh = halfExposed('', 3);
    for (const over of [HOUR, 26 * HOUR]) {
      for (let minute = 0; minute < 150; minute += 1) {
        const to = START + 2 * DAY + minute * MINUTE;
        const slid = readingOf(sliding, 'latency', to - over, to);
        if (minute % 49 === 0) expect(slid).toEqual(readingOf(fresh, 'latency', to - over, to));
      }
    }
  });

  it('are drawn the same in any order, and differently from another seed', () => {
    const forwards = halfExposed('seed: 3', 2);
    const backwards = halfExposed('seed: 3', 2);
    const other = halfExposed('seed: 4', 2);
    const minutes = Array.from({ length: 100 }, (_, minute) => START + minute * 7 * MINUTE);
    const read = (world: World, from: number) => readingOf(world, 'errors', from, from + 30 * MINUTE);
    const one = minutes.map((from) => read(forwards, from));
    const two = [...minutes].reverse().map((from) => read(backwards, from));
    expect([...two].reverse()).toEqual(one);
    expect(minutes.map((from) => read(other, from))).not.toEqual(one);
  });
});

describe('faults', () => {
  const until = (days: number) => START + days * DAY;

  it.each([
    ['5x', 'errors', 0.05],
    ['to 8%', 'errors', 0.08],
    ['150% of cap', 'errors', 0.03],
    ['80% of cap', 'errors', 0.016],
    ['200% of highest cap', 'errors', 0.12],
    ['200% of highest cap', 'success', 0.9],
    ['3x', 'success', 0.97],
    ['3x', 'latency', 600],
    ['50% of cap', 'errors', 0.01],
  ])('of strength %s make %s %s', (strength, name, expected) => {
    const world = halfExposed(
      `faults: [{ metrics: ${name}, phase: 1, cohort: canary, strength: ${strength} }]`,
      4,
    );
    expect(valueOf(world, name, START, until(4)) / expected).toBeCloseTo(1, 1);
    const base = { errors: 0.01, success: 0.99, latency: 200 }[name] ?? 0;
    expect(valueOf(world, name, START, until(4), { cohort: 'control' }) / base).toBeCloseTo(1, 1);
  });

  it('begin and end when they should', () => {
    const world = halfExposed(
      'faults: [{ metrics: errors, phase: 1, after: 1d, lasts: 1d, strength: to 20% }]',
      3,
    );
    expect(valueOf(world, 'errors', START, until(1))).toBeLessThan(0.015);
    expect(valueOf(world, 'errors', until(1), until(2))).toBeGreaterThan(0.19);
    expect(valueOf(world, 'errors', until(2), until(3))).toBeLessThan(0.015);
    expect(valueOf(world, 'errors', until(1), until(2), { cohort: 'control' })).toBeGreaterThan(0.19);
  });

  it('grow linearly over their ramp', () => {
    const world = halfExposed('faults: [{ metrics: errors, day: 2, ramp: 2d, strength: to 21% }]', 4);
    expect(valueOf(world, 'errors', START, until(1))).toBeLessThan(0.015);
    expect(valueOf(world, 'errors', until(1), until(2))).toBeCloseTo(0.06, 2);
    expect(valueOf(world, 'errors', until(2), until(3))).toBeCloseTo(0.16, 2);
    expect(valueOf(world, 'errors', until(3), until(4))).toBeCloseTo(0.21, 2);
  });

  it('of a segment leave the others alone', () => {
    const world = halfExposed('faults: [{ metrics: errors, segment: pro, strength: to 20% }]', 3);
    expect(valueOf(world, 'errors', START, until(3), { segment: 'pro' })).toBeGreaterThan(0.18);
    expect(valueOf(world, 'errors', START, until(3))).toBeCloseTo(0.2 * 0.2 + 0.8 * 0.01, 2);
    const answer = world.metrics.answerNow(
      queryOf(metricOf(world.plan, 'errors'), { from: START, to: until(3) }, { split: 'segment' }),
    );
    expect(answer.kind === 'measured' && answer.subject.map(({ label }) => label)).toEqual([
      'testers',
      'pro',
    ]);
  });

  it('do not begin before the phase is known to have risen, and never twice', () => {
    const world = worldOf({
      scenario: 'scenario: t\nfaults: [{ metrics: errors, phase: 2, lasts: 1d, strength: to 50% }]',
    });
    world.expose(HALF);
    world.clock.advanceBy(DAY);
    expect(valueOf(world, 'errors', START, until(1))).toBeLessThan(0.02);
    world.moments.rose(2, world.clock.now());
    world.clock.advanceBy(DAY);
    expect(valueOf(world, 'errors', until(1), until(2))).toBeGreaterThan(0.45);
    world.moments.rose(2, world.clock.now());
    world.clock.advanceBy(DAY);
    expect(valueOf(world, 'errors', until(2), until(3))).toBeLessThan(0.02);
  });
});

describe('exposure over time', () => {
  it('counts from the minute after it has changed', () => {
    const world = worldOf();
    world.expose();
    world.clock.advanceBy(10.5 * MINUTE);
    world.expose(HALF);
    world.clock.advanceBy(10 * MINUTE);
    expect(readingOf(world, 'errors', START, START + 11 * MINUTE)).toEqual({ kind: 'empty' });
    expect(readingOf(world, 'errors', START, START + 20 * MINUTE).kind).toBe('value');
  });

  it('cannot change in the past', () => {
    const world = worldOf();
    world.clock.advanceBy(HOUR);
    const snapshot = world.expose(HALF);
    expect(() => world.metrics.setExposure(START, { ...snapshot, shares: [0] })).toThrow(RangeError);
  });

  it('gives a census one sample for every unit that enters, again when it comes back', () => {
    const world = worldOf();
    const { units } = world.expose(HALF);
    world.clock.advanceBy(HOUR);
    expect(readingOf(world, 'migrated', START, START + HOUR)).toMatchObject({ samples: units, part: 0 });
    world.expose();
    world.clock.advanceBy(HOUR);
    world.expose({ below: 100_000 });
    world.clock.advanceBy(HOUR);
    const again = readingOf(world, 'migrated', START + 2 * HOUR, START + 3 * HOUR);
    expect(again.kind === 'value' && again.samples).toBe(world.metrics.exposedUnits());
    expect(readingOf(world, 'migrated', START + HOUR, START + 2 * HOUR)).toEqual({ kind: 'empty' });
  });
});

describe('silence', () => {
  it('is missing, not empty, and leaves nothing behind of what happened meanwhile', () => {
    const world = halfExposed('telemetry: [{ metrics: errors, day: 2, lasts: 6h }]', 3);
    const from = START + DAY;
    expect(readingOf(world, 'errors', from, from + 6 * HOUR)).toEqual({ kind: 'missing' });
    expect(readingOf(world, 'errors', from + 5 * HOUR, from + 7 * HOUR)).toEqual(
      readingOf(world, 'errors', from + 6 * HOUR, from + 7 * HOUR),
    );
    expect(readingOf(world, 'latency', from, from + 6 * HOUR).kind).toBe('value');
  });

  it('can be of one cohort', () => {
    const world = halfExposed('telemetry: [{ metrics: every, cohort: canary, day: 2 }]', 3);
    const read = (cohort: string) =>
      readingOf(world, 'latency', START + DAY, START + 2 * DAY, { cohort }).kind;
    expect([read('canary'), read('control')]).toEqual(['missing', 'value']);
  });

  it('can be a measurement that fails', () => {
    const world = halfExposed('telemetry: [{ metrics: errors, day: 2, lasts: 1d, how: failure }]', 1.5);
    const query = queryOf(metricOf(world.plan, 'errors'), { from: START, to: START + HOUR });
    expect(world.metrics.answerNow(query).kind).toBe('failed');
    world.clock.advanceBy(DAY);
    expect(world.metrics.answerNow(query).kind).toBe('measured');
  });

  it('is not what an hour without traffic is', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => (hour < 6 ? 0 : 1)).join(', ');
    const world = halfExposed(`traffic: { day: [${hours}] }`, 2);
    expect(readingOf(world, 'errors', START + DAY, START + DAY + 6 * HOUR)).toEqual({ kind: 'empty' });
    expect(readingOf(world, 'errors', START + DAY + 6 * HOUR, START + DAY + 7 * HOUR).kind).toBe('value');
  });

  it('of a metric that is silent lasts', () => {
    const world = halfExposed('metrics: { errors: { silent: true } }', 1);
    expect(readingOf(world, 'errors', START, START + DAY)).toEqual({ kind: 'missing' });
  });
});

describe('traffic', () => {
  const samples = (world: World, from: number, to: number) => {
    const reading = readingOf(world, 'errors', from, to);
    return reading.kind === 'value' ? reading.samples : 0;
  };

  it('swings around its mean with its peak in the zone of the plan', () => {
    const world = halfExposed('traffic: { day: { swing: 80%, peak: 12 } }', 1);
    const noon = samples(world, START + 11.5 * HOUR, START + 12.5 * HOUR);
    const midnight = samples(world, START, START + HOUR);
    expect(noon / midnight).toBeGreaterThan(7);
    expect(samples(world, START, START + DAY) / (60 * 1440 * 0.5)).toBeCloseTo(1, 1);
  });

  it('is another at the weekend', () => {
    const world = halfExposed('traffic: { weekend: 0.25 }', 7);
    const friday = samples(world, START + 4 * DAY, START + 5 * DAY);
    const saturday = samples(world, START + 5 * DAY, START + 6 * DAY);
    expect(saturday / friday).toBeCloseTo(0.25, 1);
  });

  it('comes more from the units of a segment', () => {
    const world = halfExposed('traffic: { segments: { pro: 4 } }', 2);
    const all = readingOf(world, 'errors', START, START + 2 * DAY);
    const pro = readingOf(world, 'errors', START, START + 2 * DAY, { segment: 'pro' });
    // 200 x 4 of 200 x 4 + 800.
    expect(pro.kind === 'value' && all.kind === 'value' && pro.samples / all.samples).toBeCloseTo(0.5, 1);
  });
});

describe('without noise', () => {
  it('counts follow what is expected', () => {
    const world = halfExposed('noise: none', 2);
    const reading = readingOf(world, 'errors', START, START + 2 * DAY);
    const share = world.metrics.exposedUnits() / 1000;
    expect(reading.kind === 'value' && Math.abs(reading.samples - 60 * 2880 * share)).toBeLessThan(5);
    expect(reading.kind === 'value' && Math.abs((reading.part ?? 0) - reading.samples * 0.01)).toBeLessThan(
      5,
    );
    expect(valueOf(world, 'latency', START, START + HOUR)).toBeCloseTo(200, -1);
  });

  it('no period is worse than its share of a whole sample', () => {
    const world = halfExposed('noise: none\nfaults: [{ metrics: errors, strength: 80% of cap }]', 1);
    const bad = Array.from({ length: 1440 }, (_, minute) => {
      const reading = readingOf(world, 'errors', START + minute * MINUTE, START + (minute + 1) * MINUTE);
      return reading.kind === 'value' ? (reading.part ?? 0) : 0;
    });
    expect(Math.max(...bad)).toBe(1);
  });
});

describe('affected units', () => {
  it('of a census are those whose sample was bad, the newest first', async () => {
    const world = worldOf({
      scenario: 'scenario: t\nfaults: [{ metrics: migrated, after: 1h, strength: to 100% }]',
    });
    world.expose({ below: 100_000 });
    world.clock.advanceBy(2 * HOUR);
    const { entered } = world.expose({ below: 150_000 });
    world.clock.advanceBy(HOUR);
    const names = entered.flatMap((unit) => world.audience.units[unit]?.name ?? []);
    expect(await world.metrics.affectedUnits(metricOf(world.plan, 'migrated'), START)).toEqual(
      [...names].reverse(),
    );
  });

  it('of a ratio are as many as the bad samples can concern, all of them exposed', async () => {
    const world = halfExposed(
      'faults: [{ metrics: errors, phase: 1, cohort: canary, lasts: 10m, strength: to 50% }]',
      1,
    );
    const affected =
      (await world.metrics.affectedUnits(metricOf(world.plan, 'errors'), START + 23 * HOUR)) ?? [];
    const reading = readingOf(world, 'errors', START + 23 * HOUR, START + DAY);
    expect(affected.length).toBeGreaterThan(0);
    expect(affected.length).toBeLessThanOrEqual(reading.kind === 'value' ? (reading.part ?? 0) : 0);
    const all = (await world.metrics.affectedUnits(metricOf(world.plan, 'errors'), START)) ?? [];
    expect(all.length).toBeGreaterThan(affected.length + 50);
    expect(all.slice(0, affected.length)).toEqual(affected);
  });

  it('of a latency nobody can tell', async () => {
    const world = halfExposed('', 1);
    expect(await world.metrics.affectedUnits(metricOf(world.plan, 'latency'), START)).toBeUndefined();
  });
});

describe('reported metrics', () => {
  it('refuses a report of what is measured', async () => {
    const world = worldOf();
    const report = { metric: metricOf(world.plan, 'errors'), at: START, by: 'sam', value: 1 };
    await expect(world.metrics.record(report)).rejects.toThrow('errors');
  });
});
