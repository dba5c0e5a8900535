import { putsBack } from '../expressions/puts-back.js';
import type { Gate, Phase, Trigger } from '../rollout-plan.js';
import type { Rule } from './rule.js';

/** Behind a point of no return nothing may put users back to what is gone, and nobody goes there unsigned. */
export const pointOfNoReturn: Rule = (plan, reports) => {
  const first = plan.phases.find((phase) => phase.irreversible !== undefined);
  if (!first) return;
  const behind = plan.phases.slice(first.index);
  const names = behind.map((phase) => phase.name);
  plan.triggers.forEach((trigger, index) => {
    const armed = names.filter((name) => trigger.during.includes(name));
    if (armed.length === 0) return;
    trigger.then.forEach(({ act, text }, at) => {
      if (!putsBack(act)) return;
      reports.error(['triggers', index, 'then', at], {
        code: 'revert-behind-no-return',
        found: `\`${text}\` in \`${armed.join('`, `')}\`, where ${first.irreversible ?? ''}`,
        allowed: '`pause`, `tell`, `task`, `run` from there on',
        advice: adviceFor(plan.phases.slice(0, first.index), trigger),
      });
    });
  });
  for (const phase of behind) {
    if (phase.irreversible !== undefined && (phase.enter?.signOff.length ?? 0) === 0) {
      reports.error(['phases', phase.index, 'irreversible'], {
        code: 'no-return-unsigned',
        atKey: true,
        found: `a point of no return that nobody signs: \`${phase.name}\``,
        allowed: 'an `enter` gate with a `signOff`',
        advice: 'add `enter: { signOff: ROLE }`',
      });
    }
    for (const gate of gatesOf(phase, first)) {
      if (!gate.otherwise.startsWith('revert')) continue;
      reports.error([...gate.source, 'otherwise'], {
        code: 'revert-behind-no-return',
        found: `\`otherwise: ${gate.otherwise}\` in \`${phase.name}\`, where ${first.irreversible ?? ''}`,
        allowed: '`hold`, `again next week`',
      });
    }
  }
};

function adviceFor(before: readonly Phase[], trigger: Trigger): string {
  const names = before.map(({ name }) => name).filter((name) => trigger.during.includes(name));
  return names.length === 0
    ? 'pause and tell somebody instead, or disable what is not gone'
    : `arm the trigger before it only: \`during: [${names.join(', ')}]\``;
}

/** The gates that are asked when `first` has been entered. */
function gatesOf(phase: Phase, first: Phase): readonly Gate[] {
  return [
    phase === first ? undefined : phase.enter,
    ...phase.steps.flatMap((step) => [step.enter, step.go]),
    phase.leave,
  ].filter((gate) => gate !== undefined);
}
