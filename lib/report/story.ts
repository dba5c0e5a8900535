import type { Verdict } from '../judge/finding.js';
import { sayInstant } from '../plan/calendar.js';
import { sayCount, sayMeasured } from '../plan/expressions/amounts.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Happening, HappeningKind } from '../rollout/evidence.js';
import type { CriterionView, GateView } from '../rollout/gate.js';
import { exposureBar } from './text/exposure-bar.js';
import { wrap } from './text/wrap.js';

/** How a line wants to be seen; nothing is said by colour alone. */
export type Tone = 'plain' | 'good' | 'bad' | 'quiet' | 'strong';

/** One line of the story of a rollout. */
export interface StoryLine {
  readonly tone: Tone;
  readonly text: string;
}

const MARKS: Readonly<Record<Verdict, string>> = {
  go: 'go  ',
  'no-go': 'NO  ',
  inconclusive: '?   ',
  error: 'ERR ',
};

const TONES: Partial<Readonly<Record<HappeningKind, Tone>>> = {
  trigger: 'bad',
  revert: 'bad',
  reduce: 'bad',
  disable: 'bad',
  kill: 'bad',
  'rolled back': 'bad',
  foreign: 'bad',
  refused: 'bad',
  phase: 'strong',
  completed: 'good',
  exposure: 'good',
  resume: 'good',
  digest: 'quiet',
  reported: 'quiet',
};

/** Width of the columns for the time and the place. */
const TIME_WIDTH = 22;
const PLACE_WIDTH = 16;
const INDENT = ' '.repeat(TIME_WIDTH + PLACE_WIDTH);
/** The bar begins under the place, so that it has room in eighty columns. */
const BAR_INDENT = ' '.repeat(TIME_WIDTH);
/** Where the second line of what was too long for one begins. */
const CONTINUED = ' '.repeat(TIME_WIDTH + PLACE_WIDTH + 6);

/**
 * The lines that tell one happening: when, where, what; a gate with each criterion, what was measured and the
 * verdict; an exposure bar where exposure has changed.
 */
export function storyLines(plan: RolloutPlan, at: number, happening: Happening): readonly StoryLine[] {
  const time = sayInstant(at, plan.timezone).padEnd(TIME_WIDTH);
  const place = (happening.step ?? happening.phase ?? '').slice(0, PLACE_WIDTH - 2).padEnd(PLACE_WIDTH);
  const tone = happening.gate ? toneOf(happening.gate.verdict) : (TONES[happening.kind] ?? 'plain');
  return [
    { tone, text: `${time}${place}${happening.say}` },
    ...(happening.gate ? gateLines(happening.gate) : []),
    ...(happening.exposed === undefined
      ? []
      : [{ tone: 'plain' as const, text: `${BAR_INDENT}${sayExposure(plan, happening.exposed)}` }]),
  ];
}

function toneOf(verdict: Verdict): Tone {
  return verdict === 'go' ? 'good' : verdict === 'inconclusive' ? 'quiet' : 'bad';
}

function gateLines(gate: GateView): readonly StoryLine[] {
  return [
    ...gate.criteria.map((criterion): StoryLine => ({
      tone: toneOf(criterion.verdict),
      text: `${INDENT}  ${MARKS[criterion.verdict]}${criterion.text}${sayFound(criterion)}`,
    })),
    ...gate.unsigned.map((one): StoryLine => ({
      tone: 'quiet',
      text: `${INDENT}  ?   signed by ${one.role}: ${String(one.missing)} still to sign`,
    })),
    ...(gate.unticked.length === 0
      ? []
      : [
          {
            tone: 'quiet' as const,
            text: `${INDENT}  ?   to be ticked: ${gate.unticked.map((task) => task.name).join(', ')}`,
          },
        ]),
    ...gate.outOfBounds.map((task): StoryLine => ({
      tone: 'bad',
      text: `${INDENT}  NO  ${task.name} ${task.value?.text ?? ''}`,
    })),
    ...(gate.undecided
      ? [{ tone: 'quiet' as const, text: `${INDENT}  ?   ${gate.undecided.role} decides` }]
      : []),
  ];
}

function sayFound(criterion: CriterionView): string {
  const found = criterion.findings.map(
    (finding) => `${finding.why}${finding.label === undefined ? '' : ` in ${finding.label}`}`,
  );
  return found.length === 0 ? '' : `: ${found.join('; ')}`;
}

/** `███████░░░  355 of 1,250 users (28.4%)` */
function sayExposure(plan: RolloutPlan, exposed: number, width = 24): string {
  const { size, units } = plan.audience;
  const share = Math.min(1, exposed / size);
  return `${exposureBar(share, width)}  ${sayCount(exposed)} of ${sayCount(size)} ${units} (${sayMeasured({ value: share, unit: 'fraction' })})`;
}

/** A line of the story in lines of at most `width` columns. */
export function foldLine({ text }: StoryLine, width: number): string {
  return wrap(text, width, CONTINUED).join('\n');
}
