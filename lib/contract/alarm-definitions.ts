import { lowers } from '../plan/expressions/lowers.js';
import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import type { Path } from '../plan/source/problem.js';
import type { Alarm, AlarmDefinition, AlarmRule, MetricAlarm } from './alarm-definition.js';
import { CLOUDWATCH_LIMITS } from './cloudwatch-limits.js';
import { conditionAlarms, type ConditionAlarms } from './condition-alarms.js';

const LONGEST_DESCRIPTION = CLOUDWATCH_LIMITS.description.max;

/** The name of an alarm of a rollout: of a trigger's, `phasegate-<rollout>-<trigger>`. */
export function alarmName(rollout: string, what: string): string {
  return `phasegate-${rollout}-${what}`;
}

/** For every trigger of the plan, in order, its alarm, or why CloudWatch can have none. */
export function alarmsOf(plan: RolloutPlan): readonly AlarmDefinition[] {
  return plan.triggers.map((trigger, index): AlarmDefinition => {
    const source: Path = ['triggers', index, 'when'];
    const found = conditionAlarms(trigger.when, plan);
    if ('reason' in found) return { kind: 'none', trigger: trigger.name, reason: found.reason, source };
    return {
      kind: 'alarm',
      trigger: trigger.name,
      alarm: triggerAlarm(plan, trigger, found, source),
      reverts: trigger.then.some(({ act }) => lowers(act)),
      source,
    };
  });
}

function triggerAlarm(plan: RolloutPlan, trigger: Trigger, found: ConditionAlarms, source: Path): Alarm {
  const name = alarmName(plan.rollout, trigger.name);
  if (found.kind === 'claim') {
    return { kind: 'metric', name, description: describe(plan, trigger, found.text), ...found.math, source };
  }
  let children = 0;
  const ruleOf = (part: ConditionAlarms): AlarmRule => {
    if (part.kind !== 'claim') return { kind: part.kind, of: part.of.map(ruleOf) };
    children += 1;
    const alarm: MetricAlarm = {
      kind: 'metric',
      name: `${name}.${String(children)}`,
      description: clipped(
        `A part of ${name}: ${part.text}${part.segment === undefined ? '' : `, segment ${part.segment}`}.`,
      ),
      ...part.math,
      source,
    };
    return { kind: 'alarm', alarm };
  };
  return {
    kind: 'composite',
    name,
    description: describe(plan, trigger, said(found)),
    rule: ruleOf(found),
    source,
  };
}

/** The condition in words; a claim about every segment is said once. */
function said(found: ConditionAlarms): string {
  if (found.kind === 'claim') return found.text;
  const parts = found.of.map((part) => (part.kind === 'claim' ? part.text : `(${said(part)})`));
  return [...new Set(parts)].join(found.kind === 'all' ? ' and ' : ' or ');
}

/** What a person reads who is woken by it: which trigger, why, and what happens unasked. */
function describe(plan: RolloutPlan, { name, severity, then, during }: Trigger, when: string): string {
  const grave = severity === undefined ? '' : ` (${severity})`;
  const acts = then.map(({ text }) => text).join('; ');
  return clipped(
    `The trigger ${name}${grave} of the rollout ${plan.rollout}: ${when}. ` +
      `What happens while it is armed (${during.join(', ')}): ${acts}.`,
  );
}

/** A description that CloudWatch takes. */
function clipped(text: string): string {
  return text.length <= LONGEST_DESCRIPTION ? text : `${text.slice(0, LONGEST_DESCRIPTION - 3)}...`;
}
