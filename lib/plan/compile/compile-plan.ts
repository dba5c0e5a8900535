import type { Act } from '../expressions/response.js';
import { isZone } from '../zone.js';
import type { PlanFile } from '../schema/plan-file.js';
import type { Hook, Phase, Role, RolloutPlan, Trigger } from '../rollout-plan.js';
import type { Path, PlacedProblem } from '../source/problem.js';
import { compileAudience, compileFlags, type ReadList } from './compile-audience.js';
import { compileCondition, type ConditionNames } from './compile-conditions.js';
import { compileMetrics } from './compile-metrics.js';
import { confirmationOf } from './confirmation-of.js';
import { compilePhases } from './compile-phases.js';
import {
  judgeGateConditions,
  judgeSettings,
  judgeTrigger,
  PLAIN,
  type PlannedWatch,
} from './judge-conditions.js';
import { checkPeople } from './check-people.js';
import { Reports } from './reports.js';

const MINUTE = 60_000;
/** Resolves a plan file into a plan that can be carried out, with everything that does not fit together. */
export function compilePlan(
  file: PlanFile,
  readList: ReadList,
): { readonly plan: RolloutPlan; readonly problems: readonly PlacedProblem[] } {
  const reports = new Reports();
  const audience = compileAudience(file, readList, reports);
  const flags = compileFlags(file, reports);
  const metrics = compileMetrics(file, reports);
  const roles = compileRoles(file, reports);
  const hooks = compileHooks(file, reports);
  const names: ConditionNames = {
    ...metrics,
    roles: Object.keys(roles),
    hooks: Object.keys(hooks),
    segments: Object.keys(audience.segments),
    tasks: taskNames(file),
    judge: judgeSettings(file.judge, PLAIN),
  };
  const environments = file.environments ?? ['production'];
  const phases = compilePhases(
    file,
    {
      ...names,
      environments,
      flags,
      ladders: file.ladders ?? {},
      audience,
      confirmedBy: Object.fromEntries(
        Object.entries(hooks).flatMap(([name, { by }]) => (by === undefined ? [] : [[name, by]])),
      ),
    },
    reports,
  );
  const triggers = compileTriggers(file, phases, names, flags, reports);
  checkPeople(file, phases, names, reports);
  phases.forEach((phase, index) => {
    phase.windows.forEach((window, at) => {
      if (window.zone !== undefined && !isZone(window.zone)) {
        const offset = window.text.length - window.zone.length;
        reports.unknown(
          ['phases', index, 'window', at],
          'time zone',
          window.zone,
          ['UTC', 'Europe/Berlin', 'America/New_York'],
          offset,
        );
      }
    });
  });
  const success = compileSuccess(file, names, reports);
  const { every: periodMs = MINUTE, stale = 2 * periodMs } = timesOf(file);
  const plan: RolloutPlan = {
    rollout: file.rollout,
    ...(file.summary === undefined ? {} : { summary: file.summary }),
    ...(file.starts === undefined ? {} : { starts: file.starts }),
    ...(file.deadline === undefined ? {} : { deadlineMs: file.deadline }),
    timezone: file.timezone ?? 'UTC',
    ...(file.owner === undefined ? {} : { owner: file.owner }),
    authors: file.authors ?? [],
    namespace: file.namespace ?? `Phasegate/${file.rollout}`,
    audience,
    environments,
    flags,
    metrics: metrics.metrics,
    roles,
    severities: file.severities ?? {},
    promises: file.promises ?? {},
    triggers,
    notices: file.notices ?? [],
    digests: file.digests ?? [],
    recurring: file.recurring ?? [],
    surveys: file.surveys ?? [],
    ...(file.page ? { page: file.page } : {}),
    hooks,
    freezes: file.freezes ?? [],
    judge: { periodMs, staleMs: stale },
    phases,
    armed: {
      ...(file.armed?.for === undefined ? {} : { forMs: file.armed.for }),
      ...(file.armed?.until ? { until: file.armed.until } : {}),
    },
    ...(success ? { success } : {}),
  };
  return { plan, problems: reports.problems };
}

function timesOf({ judge }: PlanFile): {
  readonly every?: number | undefined;
  readonly stale?: number | undefined;
} {
  return judge === undefined || judge === 'fixed' ? {} : judge;
}

/** How often exposure rises and how long it is watched while a trigger is armed. */
function plannedWatch(file: PlanFile, phases: readonly Phase[], during: readonly string[]): PlannedWatch {
  const watched = phases.filter(({ name }) => during.includes(name));
  const steps = watched.flatMap((phase) => phase.steps);
  const lengthMs = steps.reduce((sum, { soakMs, bakeMs }) => sum + soakMs + bakeMs, file.armed?.for ?? 0);
  return {
    rises: steps.filter(({ change }) => change !== undefined).length,
    periods: Math.ceil(lengthMs / (timesOf(file).every ?? MINUTE)),
  };
}

function compileRoles(file: PlanFile, reports: Reports): Readonly<Record<string, Role>> {
  return Object.fromEntries(
    Object.entries(file.roles ?? {}).map(([name, source]): [string, Role] => {
      const quorum = source.quorum === 'all' ? source.people.length : (source.quorum ?? 1);
      if (quorum > source.people.length) {
        reports.error(['roles', name, 'quorum'], {
          code: 'quorum',
          found: `\`quorum: ${String(quorum)}\` of ${String(source.people.length)} people`,
          allowed: `at most ${String(source.people.length)}`,
        });
      }
      return [
        name,
        { people: source.people, quorum, distinct: 'distinct' in source && source.distinct === true },
      ];
    }),
  );
}

function compileHooks(file: PlanFile, reports: Reports): Readonly<Record<string, Hook>> {
  const known = Object.keys(file.hooks ?? {});
  return Object.fromEntries(
    Object.entries(file.hooks ?? {}).map(([name, source]): [string, Hook] => {
      if (source.undo !== undefined) reports.knows(['hooks', name, 'undo'], 'hook', source.undo, known);
      if (source.by !== undefined)
        reports.knows(['hooks', name, 'by'], 'role', source.by, Object.keys(file.roles ?? {}));
      return [
        name,
        {
          ...(source.summary === undefined ? {} : { summary: source.summary }),
          timeoutMs: source.timeout ?? 3_600_000,
          ...(source.undo === undefined ? {} : { undo: source.undo }),
          figures: source.figures ?? [],
          ...(source.by === undefined ? {} : { by: source.by }),
        },
      ];
    }),
  );
}

function compileTriggers(
  file: PlanFile,
  phases: readonly Phase[],
  names: ConditionNames,
  flags: RolloutPlan['flags'],
  reports: Reports,
): readonly Trigger[] {
  const phaseNames = phases.map((phase) => phase.name);
  const seen = new Set<string>();
  return (file.triggers ?? []).map((source, index): Trigger => {
    const path: Path = ['triggers', index];
    const name = source.name ?? `trigger-${String(index + 1)}`;
    if (seen.has(name))
      reports.error([...path, 'name'], {
        code: 'duplicate-name',
        found: `a second trigger \`${name}\``,
        advice: 'give each trigger a name of its own',
      });
    seen.add(name);
    if (source.severity !== undefined && file.severities)
      reports.knows([...path, 'severity'], 'severity', source.severity, Object.keys(file.severities));
    source.during?.forEach((phase, at) => reports.knows([...path, 'during', at], 'phase', phase, phaseNames));
    source.then.forEach((response, at) => {
      checkAct(response.act, names, flags, [...path, 'then', at], reports);
    });
    return {
      name,
      ...(source.severity === undefined ? {} : { severity: source.severity }),
      ...judgeTrigger(
        {
          when: compileCondition(source.when, { kind: 'period' }, names, [...path, 'when'], reports),
          ...(source.resume
            ? {
                resume: compileCondition(
                  source.resume,
                  { kind: 'period' },
                  names,
                  [...path, 'resume'],
                  reports,
                ),
              }
            : {}),
        },
        judgeSettings(source.judge, names.judge),
        { metrics: names.metrics, ...plannedWatch(file, phases, source.during ?? phaseNames) },
      ),
      then: source.then,
      during: source.during ?? phaseNames,
    };
  });
}

function checkAct(
  act: Act,
  names: ConditionNames,
  flags: RolloutPlan['flags'],
  path: Path,
  reports: Reports,
): void {
  switch (act.kind) {
    case 'tell':
      reports.knows(path, 'role', act.role, names.roles);
      return;
    case 'ask':
      reports.knows(path, 'role', act.role, names.roles);
      checkAct(act.act, names, flags, path, reports);
      return;
    case 'run':
      reports.knows(path, 'hook', act.hook, names.hooks);
      return;
    case 'serve':
      if (reports.knows(path, 'flag', act.flag, Object.keys(flags))) {
        reports.knows(path, 'variant', act.variant, Object.keys(flags[act.flag]?.variants ?? {}));
      }
      return;
    case 'disable':
      if (act.what === 'flag') reports.knows(path, 'flag', act.name ?? '', Object.keys(flags));
      if (act.what === 'class')
        reports.knows(path, 'class', act.name ?? '', [
          ...new Set(Object.values(flags).flatMap((flag) => flag.class ?? [])),
        ]);
      return;
    case 'task':
    case 'pause':
    case 'reduce':
    case 'revert':
      return;
  }
}

function compileSuccess(file: PlanFile, names: ConditionNames, reports: Reports): RolloutPlan['success'] {
  if (!file.success) return undefined;
  const source = file.success;
  const long = 'after' in source || 'at' in source ? source : undefined;
  const all = source.all.map((condition, index) =>
    compileCondition(
      condition,
      { kind: 'since', since: 'rollout' },
      names,
      ['success', ...(long ? ['all'] : []), index],
      reports,
    ),
  );
  return {
    id: 'success',
    source: ['success'],
    // It is told and blocks nothing: what was measured is compared as it is.
    all: judgeGateConditions(all, [], { ...names.judge, kind: 'fixed' }, names.metrics)[0],
    any: [],
    tasks: [],
    signOff: [],
    otherwise: 'hold',
    ...(long?.after === undefined ? {} : { afterMs: long.after }),
    ...(long?.at === undefined ? {} : { at: long.at }),
  };
}

/** Every task that anybody in the plan is given. */
function taskNames(file: PlanFile): readonly string[] {
  const gates = file.phases.flatMap((phase) => [
    phase.enter,
    phase.leave,
    phase.each?.go,
    phase.each?.enter,
    ...(phase.steps ?? []).flatMap((step) => [step.go, step.enter]),
  ]);
  const listed = [
    ...gates.flatMap((gate) => gate?.tasks ?? []),
    ...file.phases.flatMap((phase) => [
      ...(phase.tasks ?? []),
      ...(phase.steps ?? []).flatMap((step) => step.tasks ?? []),
    ]),
  ];
  const confirmed = Object.entries(file.hooks ?? {}).flatMap(([hook, { by }]) =>
    by === undefined ? [] : [confirmationOf(hook)],
  );
  const given = (file.triggers ?? []).flatMap((trigger) =>
    trigger.then.flatMap(({ act }) => (act.kind === 'task' ? [act.task] : [])),
  );
  return [...new Set([...listed.map((task) => task.name), ...confirmed, ...given])];
}
