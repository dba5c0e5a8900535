import { sayInstant } from '../plan/calendar.js';
import { stepsOf, type RolloutPlan } from '../plan/rollout-plan.js';
import type { EvidenceRecord } from '../rollout/evidence.js';
import { sayCount } from '../plan/expressions/amounts.js';
import { foldLine, storyLines, type StoryLine, type Tone } from '../report/story.js';
import type { EngineResult, Outcome } from '../local/embedded-engine.js';
import type { BoundScenario } from '../local/scenario/bound-scenario.js';
import { paint } from './paint.js';
import type { Terminal } from './terminal.js';

/** How a run is shown. */
export interface RunOutput {
  readonly begin: () => void;
  readonly record: (record: EvidenceRecord) => void;
  readonly end: (result: EngineResult, evidence: string) => void;
}

interface Shown {
  readonly plan: RolloutPlan;
  readonly scenario: BoundScenario;
  readonly startsAt: number;
  /** Digests and daily reports are shown too. */
  readonly verbose: boolean;
}

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  completed: 'completed',
  stopped: 'stopped: nothing more can happen without people',
  reverted: 'reverted: users were put back; a new attempt needs a person of the plan',
  running: 'still running',
};

/** One JSON object a line: every happening, then the end. */
export function jsonOutput(io: Terminal): RunOutput {
  const line = (value: unknown): void => {
    io.out(`${JSON.stringify(value)}\n`);
  };
  return {
    begin: () => undefined,
    record: (record) => {
      for (const happening of record.happenings)
        line({ at: new Date(record.at).toISOString(), ...happening });
    },
    end: (result, evidence) => {
      line({
        at: new Date(result.at).toISOString(),
        kind: 'end',
        outcome: result.outcome,
        messages: result.messages,
        evidence,
      });
    },
  };
}

/** Lines that people read. */
export function textOutput(io: Terminal, shown: Shown): RunOutput {
  const { plan, scenario, verbose } = shown;
  const { bold, dim, green, red } = paint(io);
  const tones: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    strong: bold,
    good: green,
    bad: red,
    quiet: dim,
  };
  // What goes into a file or a pipe keeps one line for one fact.
  const fold = (line: StoryLine): string => (io.isTty ? foldLine(line, io.width) : line.text);
  const hidden = { digests: 0, reports: 0 };
  return {
    begin: () => {
      const { audience } = plan;
      const { rollout, summary = '', phases, timezone } = plan;
      const from = `virtual time from ${sayInstant(shown.startsAt, timezone)} ${timezone}`;
      const counted = `${String(phases.length)} phases, ${String(stepsOf(plan).length)} steps, ${sayCount(audience.size)} ${audience.units}`;
      io.out(`${bold(rollout)}  ${summary}\n`);
      io.out(`${counted}; scenario ${scenario.name}, seed ${String(scenario.seed)}\n${from}\n\n`);
    },
    record: (record) => {
      for (const happening of record.happenings) {
        if (!verbose && happening.kind === 'digest') hidden.digests += 1;
        else if (!verbose && happening.kind === 'reported') hidden.reports += 1;
        else
          for (const line of storyLines(plan, record.at, happening))
            io.out(`${tones[line.tone](fold(line))}\n`);
      }
    },
    end: (result, evidence) => {
      const good = result.outcome === 'completed';
      io.out(
        `\n${(good ? green : red)(bold(OUTCOME_WORDS[result.outcome]))}  ${sayInstant(result.at, plan.timezone)}, ${sayCount(result.messages)} messages sent\n`,
      );
      const counted = [
        ...(hidden.digests > 0 ? [`${String(hidden.digests)} digests`] : []),
        ...(hidden.reports > 0 ? [`${String(hidden.reports)} daily reports`] : []),
      ];
      if (counted.length > 0) io.out(dim(`${counted.join(' and ')} not shown (--verbose shows them)\n`));
      io.out(`evidence: ${evidence}\n`);
    },
  };
}
