import { ratioInformation, waldBound } from '../../lib/judge/power.js';
import { growthBookEveryMinute } from './peers/growthbook.js';
import { ours, PLANNED_MINUTES, UNTEMPERED } from './contestants/ours.js';
import { MARGIN } from './races.js';
import { meanDelay, outcomesOf, type Outcome } from './results.js';
import type { Speed } from './speed.js';
import type { Finished } from './race-worker.js';

const RISK = 0.001;
const PEER_RISK = 0.05;
const LIKE_THE_PEER = ours({ risk: PEER_RISK, choice: UNTEMPERED }).name;
const STRICT = ours({ risk: RISK, choice: UNTEMPERED }).name;
const CHOSEN = ours({ risk: RISK }).name;

/** A figure of one cell of a race, held against its limit. */
interface Held {
  readonly cell: string;
  readonly figure: number;
  readonly limit: number;
  readonly met: boolean;
}

/** The goals as lines of Markdown: each met, or by how much not. */
export function goalsOf(finished: readonly Finished[], speed: Speed): readonly string[] {
  const atOnce = outcomesOf(finished, 'at once');
  const late = outcomesOf(finished, 'after 24 h');
  return [
    '| goal | figure | met |',
    '|---|---|---|',
    most(
      'regression from the first minute, risk 0.001, untempered: mean delay at most 1.35 x the Wald bound + 1 period',
      atOnce.map((one) => boundRatio(one, STRICT, 1.35)),
    ),
    most(
      'the same after one day of A/A: at most 1.5 x',
      atOnce.map((one) => boundRatio(one, CHOSEN, 1.5)),
    ),
    most(
      'after 24 hours, risk 0.001, untempered: at most 1.1 x (ln(1/risk) + ln(2H)) / KL',
      late.map(lateRatio),
    ),
    ...falseReverts(finished),
    least(
      'after 24 hours, risk 0.05 both, every minute both: at least 2.4 x sooner than GrowthBook in every cell',
      late.map((one) => sooner(one, 2.4)),
    ),
    medianGoal(late),
    smallExposure(finished),
    `| under 300 ns per criterion and period | likelihood ${speed.likelihood.toFixed(0)} ns, betting ${speed.betting.toFixed(0)} ns | ${yes(Math.max(speed.likelihood, speed.betting) < 300)} |`,
    nullTime(finished),
  ];
}

const yes = (met: boolean): string => (met ? 'yes' : '**no**');

function find({ results }: Outcome, name: string): number {
  const result = results.find((one) => one.name === name);
  return result ? meanDelay(result) : NaN;
}

function information({ race: { cell } }: Outcome): number {
  return ratioInformation(cell, { base: cell.base, ratio: cell.ratio, allowed: 1 });
}

function boundRatio(outcome: Outcome, name: string, limit: number): Held {
  const figure = (find(outcome, name) - 1) / waldBound(information(outcome), RISK);
  return { cell: cellName(outcome), figure, limit, met: figure <= limit };
}

function lateRatio(outcome: Outcome): Held {
  const bound = (Math.log(1 / RISK) + Math.log(2 * PLANNED_MINUTES)) / information(outcome);
  // A period is known when it is over: what begins in it cannot be seen before.
  const figure = (find(outcome, STRICT) - 1) / bound;
  return { cell: cellName(outcome), figure, limit: 1.1, met: figure <= 1.1 };
}

function sooner(outcome: Outcome, limit: number): Held {
  const figure = find(outcome, growthBookEveryMinute.name) / find(outcome, LIKE_THE_PEER);
  // Where the peer has little to forget, no test that keeps the risk can be much sooner: the bound is said with it.
  const best = find(outcome, growthBookEveryMinute.name) / waldBound(information(outcome), PEER_RISK);
  const cell = `${cellName(outcome)}, where the Wald bound would be ${best.toFixed(2)}`;
  return { cell, figure, limit, met: figure >= limit };
}

function cellName({ race: { cell } }: Outcome): string {
  return `${String(cell.base * 100)}% ${String(cell.canary)} x${String(cell.ratio)}`;
}

function most(goal: string, held: readonly Held[]): string {
  const worst = [...held].sort((a, b) => b.figure - a.figure);
  return line(goal, 'most', worst);
}

function least(goal: string, held: readonly Held[]): string {
  const worst = [...held].sort((a, b) => a.figure - b.figure);
  return line(goal, 'least', worst);
}

/** The worst cell, and every cell that misses the goal. */
function line(goal: string, word: 'most' | 'least', worstFirst: readonly Held[]): string {
  const [worst] = worstFirst;
  const missed = worstFirst.filter(({ met }) => !met);
  const say = ({ cell, figure }: Held): string => `${figure.toFixed(2)} (${cell})`;
  const figure =
    missed.length === 0
      ? `${word} ${worst ? say(worst) : '-'} of ${String(worstFirst.length)} cells`
      : `missed in ${String(missed.length)} of ${String(worstFirst.length)} cells: ${missed.map(say).join(', ')}`;
  return `| ${goal} | ${figure} | ${yes(missed.length === 0)} |`;
}

function medianGoal(late: readonly Outcome[]): string {
  const figures = late.map((one) => sooner(one, 3).figure).sort((a, b) => a - b);
  const median =
    ((figures[Math.floor((figures.length - 1) / 2)] ?? NaN) +
      (figures[Math.floor(figures.length / 2)] ?? NaN)) /
    2;
  return `| the same: median at least 3 x | ${median.toFixed(2)} | ${yes(median >= 3)} |`;
}

function falseReverts(finished: readonly Finished[]): readonly string[] {
  return [
    ['two weeks, plain', 'false reverts of two weeks, untempered, risk 0.001'],
    [
      'two weeks, dispersion 3',
      'the same at independent dispersion 3, procedure chosen from a day of A/A alone',
    ],
    [
      'two weeks, +10% under 20%',
      `the same for a change that is 10 % worse, under a margin of ${String(Math.round((MARGIN - 1) * 100))} %`,
    ],
  ].map(([name = '', goal = '']) => {
    const result = outcomesOf(finished, name)[0]?.results[0];
    if (!result) return `| ${goal} | not run | **no** |`;
    const { ever } = result.falseReverts;
    const most = RISK * result.runs + 2 * Math.sqrt(RISK * (1 - RISK) * result.runs);
    return `| ${goal}: at most the risk, within two standard errors | ${String(ever)} of ${result.runs.toLocaleString('en-US')} (at most ${most.toFixed(1)}) | ${yes(ever <= most)} |`;
  });
}

function smallExposure(finished: readonly Finished[]): string {
  const outcomes = outcomesOf(finished, '1% exposure').filter(
    ({ race: { cell } }) => cell.base === 0.01 && cell.ratio === 2,
  );
  const delayIn = (field: string): number => {
    const result = outcomes.find(({ race }) => race.field === field)?.results[0];
    return result ? meanDelay(result) : NaN;
  };
  const figure = delayIn('small') / delayIn('rest');
  return `| 1 % exposure, everybody else as control (x2, base 1 %): at least 1.7 x sooner than GrowthBook's two arms | ${figure.toFixed(2)} | ${yes(figure >= 1.7)} |`;
}

function nullTime(finished: readonly Finished[]): string {
  const seconds = (outcomesOf(finished, 'two weeks, plain')[0]?.seconds ?? NaN) / 2;
  return `| 20,000 x two weeks in under 3 minutes on two cores, draws included | ${seconds.toFixed(0)} s | ${yes(seconds < 180)} |`;
}
