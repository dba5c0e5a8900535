import { beginWith } from '../../../lib/judge/criterion/take-periods.js';
import type { ClaimData, Reading } from '../../../lib/judge/reading.js';
import { stepZeroOf, type StepZero, type StepZeroTimes } from '../../../lib/judge/criterion/step-zero.js';
import { binomialQuantile, poissonQuantile } from '../../../lib/local/random/quantiles.js';
import { streamOf, uniformAt } from '../../../lib/local/random/stream.js';
import { alarmOf, alike, counts, gathering, judgedPlan, taken } from './criteria.js';
import type { CriterionState } from '../../../lib/judge/criterion/criterion-state.js';

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

const DAY = 86_400_000;
const TIMES: StepZeroTimes = { from: DAY, version: DAY, foretold: { from: 0, to: DAY }, hold: true };
const askedOf = (marked: ClaimData, calm?: ClaimData) => ({ marked, calm, markedMs: DAY });
const zeroOf = (day?: Day, times: Partial<StepZeroTimes> = {}) =>
  stepZeroOf(undefined, procedure, { ...TIMES, ...times }, askedOf(dayBefore(day)));
const shareOf = ({ marks }: StepZero): number =>
  (marks?.canary ?? 0) / ((marks?.canary ?? 0) + (marks?.control ?? 1));

describe('step zero', () => {
  it('knows from those who come next how the counts vary, and what share of the samples is theirs', () => {
    const zero = zeroOf();
    expect(zero.choice).toMatchObject({ kind: 'likelihood', because: 'independent', from: 'A/A' });
    expect(zero.choice.dispersion).toBeLessThan(1.15);
    expect(zero.choice).not.toHaveProperty('bias');
    expect(zero.choice.variation?.factor).toBeLessThan(3);
    expect(zero.choice.variation?.ms).toBe(DAY);
    expect(shareOf(zero)).toBeCloseTo(0.1, 2);
    expect(zero.marks).toMatchObject({ version: DAY, ms: DAY, hold: true });
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
    'finds out that they fail x%s as often already, and takes no more for granted than is sure',
    (factor, least, most) => {
      const { choice } = zeroOf({ rates: [0.02 * factor, 0.02] });
      expect(choice.bias).toBeGreaterThan(least);
      expect(choice.bias).toBeLessThan(most);
      // What they differ by is no dispersion.
      expect(choice.dispersion).toBeLessThan(1.15);
    },
  );

  it('says nothing of a bias and of shares when others came than were marked, or somebody was put in or out', () => {
    const zero = zeroOf({ rates: [0.04, 0.02] }, { foretold: undefined });
    expect(zero.choice).not.toHaveProperty('bias');
    expect(zero).not.toHaveProperty('marks');
  });

  it('takes no bias off evidence that is older than the rise', () => {
    expect(zeroOf({ rates: [0.04, 0.02] }, { from: DAY - 1 }).choice).not.toHaveProperty('bias');
  });

  it('goes by the day before in control where nobody was marked, or not for long, and asks once', () => {
    const calm: ClaimData = { kind: 'measured', subject: measured(dayBefore()).control ?? [] };
    const without = stepZeroOf(undefined, procedure, TIMES, askedOf(dayBefore({ markedFrom: 1440 }), calm));
    expect(without.choice).toMatchObject({ kind: 'likelihood', because: 'independent' });
    expect(without.choice).not.toHaveProperty('from');
    expect(without.marks).toEqual({ version: DAY, ms: 0, canary: 0, control: 0, hold: true });
    const short = zeroOf({ markedFrom: 1400 });
    expect(short.choice).not.toHaveProperty('from');
    expect(short.choice).not.toHaveProperty('variation');
    expect(short.marks?.ms).toBeCloseTo((40 / 1440) * DAY, 0);
  });

  it('counts minutes in which those who come next have sent nothing, as CloudWatch leaves them out', () => {
    const day = measured(dayBefore({ sent: [0.2, 100] }));
    const next = (day.next?.[0]?.readings ?? []).map((reading) =>
      reading.kind === 'empty' ? NOTHING : reading,
    );
    const zero = stepZeroOf(undefined, procedure, TIMES, askedOf({ ...day, next: [{ readings: next }] }));
    expect(shareOf(zero)).toBeCloseTo(0.002, 3);
  });

  it('leaves periods out whose samples have arrived under one name only, and counts that cannot be', () => {
    const day = measured(dayBefore());
    const next = (day.next?.[0]?.readings ?? []).map((reading, index) =>
      index % 10 === 0 ? counts(400, 4000) : index % 10 === 1 ? counts(9, 3) : reading,
    );
    const { choice, marks } = stepZeroOf(
      undefined,
      procedure,
      TIMES,
      askedOf({ ...day, next: [{ readings: next }] }),
    );
    expect(choice.dispersion).toBeLessThan(1.2);
    expect((marks?.canary ?? 0) / 50).toBeLessThan(1440 * 0.82);
  });

  it('is cautious when nothing is known', () => {
    for (const marked of [undefined, { kind: 'failed', reason: 'no' } as const])
      expect(stepZeroOf(undefined, procedure, TIMES, { marked, markedMs: 0 }).choice).toEqual({
        kind: 'betting',
        because: 'unknown',
      });
  });
});

describe('at a later rise', () => {
  const first = zeroOf({ rates: [0.05, 0.02], sent: [5, 495] });
  const known = (zero: StepZero): CriterionState => ({
    ...taken(plan, alarmOf(plan), alike(10, counts(1, 10), counts(1, 10))),
    ...zero,
  });
  const later: StepZeroTimes = {
    from: DAY,
    version: 3 * DAY,
    foretold: { from: 2 * DAY, to: 3 * DAY },
    hold: true,
    steadySince: 3 * DAY,
  };
  const canary = counts(1, 5);

  it('a bias is that of all who are exposed, by as many samples as they send', () => {
    expect(first.choice.bias).toBeGreaterThan(1.8);
    const alike10 = dayBefore({ sent: [245, 250], canary });
    const { choice, marks } = stepZeroOf(known(first), procedure, later, askedOf(alike10));
    expect(choice.bias).toBeGreaterThan(1);
    expect(choice.bias).toBeLessThan(1.05);
    expect(marks?.canary).toBeCloseTo(1440 * 250, -4);
    expect(choice.kind).toBe(first.choice.kind);
  });

  it('is dropped when nobody knows who has come, and kept when only somebody was put out', () => {
    const other = stepZeroOf(known(first), procedure, { ...later, foretold: undefined }, { markedMs: 0 });
    expect(other.choice).not.toHaveProperty('bias');
    expect(other.choice).not.toHaveProperty('variation');
    expect(other).not.toHaveProperty('marks');
    const same = stepZeroOf(known(first), procedure, { ...TIMES, hold: false }, { markedMs: 0 });
    expect(same.choice.bias).toBe(first.choice.bias);
    expect(same.marks?.hold).toBe(false);
  });

  it('counts once it has reached its users: until then what was known of the others does', () => {
    const rising = stepZeroOf(known(first), procedure, { ...later, steadySince: undefined }, { markedMs: 0 });
    expect(rising.choice).toBe(first.choice);
    expect(rising.marks).toMatchObject({ version: DAY, hold: false });
  });

  it('is what an alarm knows of those who were exposed before, for a gate that begins with the step', () => {
    const newcomers = dayBefore({ sent: [5, 495], canary: counts(1, 5) });
    const times = { ...later, from: 3 * DAY };
    const bias = (elsewhere: StepZeroTimes['elsewhere']) =>
      stepZeroOf(undefined, procedure, { ...times, elsewhere }, askedOf(newcomers)).choice.bias;
    expect(bias(undefined)).toBeUndefined();
    expect(bias({ version: DAY, bias: 2 })).toBeCloseTo(1.5, 1);
    expect(bias({ version: 3 * DAY, bias: 1.7 })).toBe(1.7);
  });

  it('is known after a revision that has begun the evidence anew', () => {
    const anew: CriterionState = {
      ...beginWith(undefined, 1, 0),
      choice: first.choice,
      ...(first.marks ? { marks: first.marks } : {}),
    };
    expect(stepZeroOf(anew, procedure, TIMES, { markedMs: 0 }).choice.bias).toBe(first.choice.bias);
  });

  it('weighs the canary by the same periods as those who come', () => {
    const day = dayBefore({ sent: [50, 450], markedFrom: 720, canary: counts(0, 50) });
    const { marks } = stepZeroOf(undefined, procedure, TIMES, askedOf(day));
    expect(shareOf({ choice: first.choice, ...(marks ? { marks } : {}) })).toBeCloseTo(100 / 550, 2);
  });
});

function measured(data: ClaimData): ClaimData & { readonly kind: 'measured' } {
  if (data.kind !== 'measured') throw new Error('it was not measured');
  return data;
}
