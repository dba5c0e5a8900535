import type { ClaimData, Reading } from '../../../lib/judge/reading.js';
import { stepZeroOf } from '../../../lib/judge/criterion/step-zero.js';
import { binomialQuantile, poissonQuantile } from '../../../lib/local/random/quantiles.js';
import { streamOf, uniformAt } from '../../../lib/local/random/stream.js';
import { alarmOf, counts, gathering, judgedPlan } from './criteria.js';

const plan = judgedPlan('errors > 120% of control', 'errors < 120% of control');
const procedure = gathering(plan, alarmOf(plan));
const NOTHING: Reading = { kind: 'missing' };

interface Day {
  readonly periods?: number;
  /** Requests a minute of those who come next, and of everybody else. */
  readonly sent?: readonly [next: number, others: number];
  /** Their rates of failure. */
  readonly rates?: readonly [next: number, others: number];
  /** The period in which those who come next are heard first. */
  readonly markedFrom?: number;
  readonly canary?: Reading;
  /** How many failures come at once. */
  readonly burst?: number;
}

/** The day before the first exposure, drawn from a seed. */
function dayBefore({
  periods = 1440,
  sent = [50, 450],
  rates = [0.02, 0.02],
  markedFrom = 0,
  canary = NOTHING,
  burst = 1,
}: Day = {}): ClaimData {
  const stream = streamOf(4, 'step zero');
  const drawn = (place: number, arm: 0 | 1): readonly [failures: number, requests: number] => {
    const requests = poissonQuantile(sent[arm], uniformAt(stream, place, 2 * arm));
    const failures =
      burst * binomialQuantile(requests, rates[arm] / burst, uniformAt(stream, place, 2 * arm + 1));
    return [Math.min(requests, failures), requests];
  };
  const next: Reading[] = [];
  const control: Reading[] = [];
  for (let place = 0; place < periods; place += 1) {
    const [x1, n1] = drawn(place, 0);
    const [x0, n0] = drawn(place, 1);
    next.push(place < markedFrom ? NOTHING : counts(x1, n1));
    control.push(counts(x1 + x0, n1 + n0));
  }
  return {
    kind: 'measured',
    subject: [{ readings: control.map(() => canary) }],
    control: [{ readings: control }],
    next: [{ readings: next }],
  };
}

const zeroOf = (day?: Day, foretold = true) => stepZeroOf(dayBefore(day), procedure, foretold);

describe('step zero', () => {
  it('knows from those who come next how the counts vary, and what share of the samples is theirs', () => {
    const { choice, before } = zeroOf();
    expect(choice).toMatchObject({ kind: 'likelihood', because: 'independent', from: 'A/A' });
    expect(choice.dispersion).toBeLessThan(1.15);
    expect(choice).not.toHaveProperty('bias');
    expect(choice.variation).toBeLessThan(3);
    expect((before?.canary ?? 0) / ((before?.canary ?? 0) + (before?.control ?? 1))).toBeCloseTo(0.1, 2);
  });

  it('sees bursts', () => {
    expect(zeroOf({ burst: 5, rates: [0.05, 0.05] }).choice).toMatchObject({
      kind: 'betting',
      because: 'bursts',
    });
  });

  it.each([
    [2, 1.7, 2.05],
    [0.5, 0.45, 0.6],
  ])(
    'finds out that they fail x%s as often already, and takes no more of it for granted than is sure',
    (factor, least, most) => {
      const { choice } = zeroOf({ rates: [0.02 * factor, 0.02] });
      expect(choice.bias).toBeGreaterThan(least);
      expect(choice.bias).toBeLessThan(most);
      // What they differ by is no dispersion.
      expect(choice.dispersion).toBeLessThan(1.15);
    },
  );

  it('says nothing of a bias, and of shares, when somebody is exposed already, or when others came than were marked', () => {
    for (const zero of [
      zeroOf({ rates: [0.04, 0.02], canary: counts(1, 50) }),
      zeroOf({ rates: [0.04, 0.02] }, false),
    ]) {
      expect(zero.choice.from).toBe('A/A');
      expect(zero.choice).not.toHaveProperty('bias');
      expect(zero).not.toHaveProperty('before');
    }
  });

  it('goes by the day before in control where nobody was marked, or not for long', () => {
    const without = zeroOf({ markedFrom: 1440 });
    expect(without.choice).toMatchObject({ kind: 'likelihood', because: 'independent' });
    expect(without.choice).not.toHaveProperty('from');
    expect(without).not.toHaveProperty('before');
    const short = zeroOf({ markedFrom: 1400 });
    expect(short.choice).not.toHaveProperty('from');
    expect(short.choice).not.toHaveProperty('variation');
  });

  it('leaves periods out whose samples have arrived under one name only, and counts that cannot be', () => {
    const day = dayBefore();
    if (day.kind !== 'measured') throw new Error('it was not measured');
    const next = (day.next?.[0]?.readings ?? []).map((reading, index) =>
      index % 10 === 0 ? counts(400, 4000) : index % 10 === 1 ? counts(9, 3) : reading,
    );
    const { choice, before } = stepZeroOf({ ...day, next: [{ readings: next }] }, procedure, true);
    expect(choice.dispersion).toBeLessThan(1.2);
    expect((before?.canary ?? 0) / 50).toBeLessThan(1440 * 0.82);
  });

  it('is cautious when nothing is known', () => {
    for (const calm of [undefined, { kind: 'failed', reason: 'no' } as const])
      expect(stepZeroOf(calm, procedure, true).choice).toEqual({ kind: 'betting', because: 'unknown' });
  });
});
