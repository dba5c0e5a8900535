import { BETS, LIFTS } from '../../lib/judge/sequential/alternatives.js';
import { bettingProcess } from '../../lib/judge/sequential/betting-process.js';
import { reaches, startCapital } from '../../lib/judge/sequential/capital.js';
import type { EvidenceProcess } from '../../lib/judge/sequential/process.js';
import { ratioProcess } from '../../lib/judge/sequential/ratio-process.js';
import { restartWeight } from '../../lib/judge/sequential/restart-weights.js';
import { PLANNED_MINUTES } from './contestants/ours.js';
import { binomialSampler } from './draws/count-sampler.js';
import { random } from './draws/random.js';

/** Mean time of one criterion and period, draws excluded: nanoseconds. */
export interface Speed {
  readonly likelihood: number;
  readonly betting: number;
}

const BLOCK = PLANNED_MINUTES;
const BLOCKS = 100;

/** Measures both procedures over blocks of two weeks, after a block to warm up. */
export function measureSpeed(): Speed {
  return {
    likelihood: timeOf(ratioProcess({ allowed: 1, factors: LIFTS })),
    betting: timeOf(bettingProcess({ allowed: 1, bets: BETS })),
  };
}

function timeOf(process: EvidenceProcess): number {
  const draw = random(1);
  const sampler = binomialSampler(500, 0.01);
  const canary = Int32Array.from({ length: BLOCK }, () => sampler(draw));
  const control = Int32Array.from({ length: BLOCK }, () => sampler(draw));
  watch(process, canary, control);
  const start = performance.now();
  for (let block = 0; block < BLOCKS; block += 1) watch(process, canary, control);
  return ((performance.now() - start) * 1e6) / (BLOCK * BLOCKS);
}

/** What a judge does with a block of periods. @returns how often the evidence would have been enough */
function watch(process: EvidenceProcess, canary: Int32Array, control: Int32Array): number {
  const capital = startCapital(process.alternatives);
  const limit = Math.log(1000);
  let reached = 0;
  for (let index = 0; index < canary.length; index += 1) {
    const weight = restartWeight({ rises: 1, periods: PLANNED_MINUTES }, index === 0, capital.unspent);
    process.absorb(capital, canary[index] ?? 0, 500, control[index] ?? 0, 500, weight);
    if (reaches(capital, limit)) reached += 1;
  }
  return reached;
}
