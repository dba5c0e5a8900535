import type { Amount, ExposureExpression } from '../expressions/exposure.js';
import type { PhaseFile, PlanFile, StepFile } from '../schema/plan-file.js';
import type { Audience, Flag, Phase, Step, Task } from '../rollout-plan.js';
import type { Path } from '../source/problem.js';
import { sayPercent } from '../expressions/amounts.js';
import { checkTasks, compileGate } from './compile-gate.js';
import type { ConditionNames } from './compile-conditions.js';
import { confirmationOf } from './confirmation-of.js';
import { judgeSettings } from './judge-conditions.js';
import type { Reports } from './reports.js';

/** What phases and steps may refer to. */
export interface PhaseNames extends ConditionNames {
  /** The roles that confirm what hooks have done, by hook. */
  readonly confirmedBy: Readonly<Record<string, string>>;
  readonly environments: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
  readonly ladders: Readonly<Record<string, readonly Amount[]>>;
  readonly audience: Audience;
}

/** Resolves the phases: steps get their names, defaults and gates; a ladder becomes a step for each rung. */
export function compilePhases(file: PlanFile, names: PhaseNames, reports: Reports): readonly Phase[] {
  const seen = new Set<string>();
  return file.phases.map((source, index) => {
    if (seen.has(source.name)) {
      reports.error(['phases', index, 'name'], {
        code: 'duplicate-name',
        found: `a second phase \`${source.name}\``,
        advice: 'give each phase a name of its own',
      });
    }
    seen.add(source.name);
    return compilePhase(source, index, names, reports);
  });
}

function compilePhase(source: PhaseFile, index: number, plan: PhaseNames, reports: Reports): Phase {
  const names: PhaseNames = { ...plan, judge: judgeSettings(source.judge, plan.judge) };
  const path: Path = ['phases', index];
  const environment = source.environment ?? names.environments.at(-1) ?? 'production';
  if (source.environment !== undefined)
    reports.knows([...path, 'environment'], 'environment', source.environment, names.environments);
  checkFlags(source.flags, [...path, 'flags'], names, reports);
  const steps: Step[] = [];
  for (const [stepIndex, step] of (source.steps ?? []).entries()) {
    compileStep(source, index, step, steps.length, [...path, 'steps', stepIndex], names, reports).forEach(
      (made) => steps.push(made),
    );
  }
  checkTasks(source.tasks ?? [], names, [...path, 'tasks'], reports);
  const enter = compileGate(
    `${source.name}.enter`,
    source.enter,
    { kind: 'since', since: 'phase' },
    names,
    [...path, 'enter'],
    reports,
  );
  const leave = compileGate(
    `${source.name}.leave`,
    source.leave,
    { kind: 'since', since: 'phase' },
    names,
    [...path, 'leave'],
    reports,
    source.tasks,
  );
  return {
    name: source.name,
    index,
    ...(source.summary === undefined ? {} : { summary: source.summary }),
    environment,
    ...(source.week ? { weeks: source.week } : {}),
    ...(source.at ? { at: source.at } : {}),
    minMs: source.lasts?.minMs ?? 0,
    ...(source.lasts?.maxMs === undefined ? {} : { maxMs: source.lasts.maxMs }),
    windows: source.window ?? [],
    ...(source.eligible ? { eligible: source.eligible } : {}),
    ...(enter ? { enter } : {}),
    steps,
    ...(leave ? { leave } : {}),
    ...(source.ends === undefined ? {} : { ends: source.ends }),
    watchMs: source.watch ?? 0,
    ...(source.irreversible === undefined ? {} : { irreversible: source.irreversible }),
  };
}

/** One step of the file: one step, or one for each rung of its ladder. */
function compileStep(
  phase: PhaseFile,
  phaseIndex: number,
  source: StepFile,
  from: number,
  path: Path,
  names: PhaseNames,
  reports: Reports,
): readonly Step[] {
  const said = (['expose', 'add', 'ladder'] as const).filter((key) => source[key] !== undefined);
  if (said.length > 1) {
    reports.error(path, {
      code: 'one-exposure',
      found: said.map((key) => `\`${key}\``).join(' and '),
      allowed: 'one of `expose`, `add`, `ladder`',
    });
  }
  checkFlags(source.flags, [...path, 'flags'], names, reports);
  checkTasks(source.tasks ?? [], names, [...path, 'tasks'], reports);
  if (source.hook !== undefined) reports.knows([...path, 'hook'], 'hook', source.hook, names.hooks);
  const flags = source.flags ?? phase.flags ?? Object.keys(names.flags);
  if (source.serve !== undefined) {
    for (const key of flags) {
      const flag = names.flags[key];
      if (flag) reports.knows([...path, 'serve'], 'variant', source.serve, Object.keys(flag.variants));
    }
  }
  const exposures = exposuresOf(source, path, names, reports);
  return exposures.map(({ change, rung }, offset): Step => {
    const index = from + offset;
    const id = `${phase.name}.${String(index + 1)}`;
    const exposes = change !== undefined || source.serve !== undefined;
    const defaults = exposes ? phase.each : undefined;
    const go = compileGate(
      `${id}.go`,
      source.go ?? defaults?.go,
      { kind: 'since', since: 'step' },
      names,
      source.go ? [...path, 'go'] : ['phases', phaseIndex, 'each', 'go'],
      reports,
    );
    const enter = compileGate(
      `${id}.enter`,
      source.enter ?? defaults?.enter,
      { kind: 'since', since: 'phase' },
      names,
      source.enter ? [...path, 'enter'] : ['phases', phaseIndex, 'each', 'enter'],
      reports,
    );
    const spread = source.spread ?? defaults?.spread;
    const isLast = offset === exposures.length - 1;
    return {
      id,
      name: stepName(source, flags, rung, index),
      phase: phaseIndex,
      index,
      source: path,
      ...(source.summary === undefined ? {} : { summary: source.summary }),
      ...(source.at && offset === 0 ? { at: source.at } : {}),
      flags,
      ...(change ? { change } : {}),
      ...(source.serve === undefined ? {} : { serve: source.serve }),
      soakMs: source.soak ?? defaults?.soak ?? 0,
      ...(spread ? { spread } : {}),
      bakeMs: source.bake ?? defaults?.bake ?? 0,
      ...(enter ? { enter } : {}),
      ...(go ? { go } : {}),
      notices: source.notices ?? (exposes ? (phase.each?.notices ?? phase.notices ?? []) : []),
      tasks: isLast ? [...(source.tasks ?? []), ...confirmation(source.hook, names)] : [],
      ...(source.hook === undefined || !isLast ? {} : { hook: source.hook }),
      ...(source.old === undefined || !isLast ? {} : { old: source.old }),
      ...(source.flag === undefined || !isLast ? {} : { flagState: source.flag }),
    };
  });
}

/** The task of the role that confirms what a hook has done. */
function confirmation(hook: string | undefined, names: PhaseNames): readonly Task[] {
  const by = hook === undefined ? undefined : names.confirmedBy[hook];
  return hook === undefined || by === undefined ? [] : [{ name: confirmationOf(hook), by }];
}

function stepName(
  source: StepFile,
  flags: readonly string[],
  rung: number | undefined,
  index: number,
): string {
  if (rung !== undefined) return `${source.name ?? flags.join('+')}.${String(rung)}`;
  return source.name ?? String(index + 1);
}

interface Exposed {
  readonly change?: NonNullable<Step['change']>;
  readonly rung?: number;
}

function exposuresOf(source: StepFile, path: Path, names: PhaseNames, reports: Reports): readonly Exposed[] {
  if (source.ladder !== undefined) {
    const ladder = names.ladders[source.ladder];
    if (!ladder) {
      reports.unknown([...path, 'ladder'], 'ladder', source.ladder, Object.keys(names.ladders));
      return [{}];
    }
    return ladder.map((amount, rung): Exposed => {
      const exposure: ExposureExpression = { kind: 'share', amount, text: sayAmount(amount) };
      checkExposure(exposure, ['ladders', source.ladder ?? '', rung], names, reports);
      return { change: { mode: 'expose', exposure }, rung: rung + 1 };
    });
  }
  const exposure = source.expose ?? source.add;
  if (!exposure) return [{}];
  const key = source.expose ? 'expose' : 'add';
  checkExposure(exposure, [...path, key], names, reports);
  return [{ change: { mode: key, exposure } }];
}

/** Writes an amount as it stands in a plan. */
function sayAmount(amount: Amount): string {
  if (amount.kind === 'count')
    return `${amount.upTo === undefined ? String(amount.units) : `${String(amount.units)}..${String(amount.upTo)}`} ${amount.noun}`;
  return amount.upTo === undefined
    ? sayPercent(amount.fraction)
    : `${sayPercent(amount.fraction)}..${sayPercent(amount.upTo)}`;
}

function checkExposure(exposure: ExposureExpression, path: Path, names: PhaseNames, reports: Reports): void {
  const { audience } = names;
  const restsOn = (segment: string): Path => ['audience', 'segments', segment];
  const segment = 'segment' in exposure ? exposure.segment : undefined;
  if (segment !== undefined && reports.knows(path, 'segment', segment, Object.keys(audience.segments))) {
    const size = audience.segments[segment]?.size;
    const counted = 'amount' in exposure && exposure.amount.kind === 'count' ? exposure.amount : undefined;
    const needsSize = counted !== undefined || exposure.kind === 'drawn';
    if (needsSize && size === undefined) {
      reports.error(path, {
        code: 'no-size',
        restsOn: restsOn(segment),
        found: `\`${exposure.text}\` of a segment whose size is not said`,
        advice: `add \`size:\` under \`audience.segments.${segment}\``,
      });
    } else if (counted && size !== undefined && counted.units > size) {
      reports.error(path, {
        code: 'too-many',
        restsOn: restsOn(segment),
        found: `\`${exposure.text}\`, and the segment has ${String(size)}`,
        allowed: `at most ${String(size)} ${audience.units}`,
      });
    }
  }
  if (
    'amount' in exposure &&
    exposure.amount.kind === 'count' &&
    ![audience.unit, audience.units].includes(exposure.amount.noun)
  ) {
    reports.error(path, {
      code: 'noun',
      restsOn: ['audience', 'unit'],
      found: `\`${exposure.amount.noun}\``,
      allowed: `\`${audience.unit}\` or \`${audience.units}\`, the audience's unit`,
    });
  }
}

function checkFlags(
  flags: readonly string[] | undefined,
  path: Path,
  names: PhaseNames,
  reports: Reports,
): void {
  flags?.forEach((flag, index) => reports.knows([...path, index], 'flag', flag, Object.keys(names.flags)));
}
