import type { ClaimData, Reading } from '../reading.js';
import { chooseTwoArm, type TwoArmChoice } from '../sequential/choose-process.js';
import { addCalm, NO_CALM, type CalmStretch } from '../sequential/dispersion.js';
import type { GatheringProcedure } from './criterion-processes.js';
import { countedIn } from './period-counts.js';

/**
 * How the evidence is gathered, from the day before it begins: each period is compared with the next, as if
 * they were two arms that are served the same. What both cohorts would share counts as well, so that the dispersion is
 * rather too high than too low.
 */
export function chooseFromCalm(calm: ClaimData | undefined, procedure: GatheringProcedure): TwoArmChoice {
  const readings = calm?.kind === 'measured' ? (calm.subject[0]?.readings ?? []) : [];
  const counted = procedure.kind === 'one arm' ? procedure.counted : 'part';
  return chooseTwoArm(calmOf(readings, counted));
}

function calmOf(readings: readonly Reading[], counted: 'part' | 'rest'): CalmStretch {
  let calm = NO_CALM;
  for (let index = 0; index + 1 < readings.length; index += 2) {
    const first = countedIn(readings[index], counted);
    const second = countedIn(readings[index + 1], counted);
    if (first.kind !== 'counts' || second.kind !== 'counts') continue;
    const [one, other] = [first.tally, second.tally];
    calm = addCalm(calm, one.counted, one.samples, other.counted, other.samples);
  }
  return calm;
}
