import type { PhaseView } from './plan-view.js';
import { sayMoment } from './moment.js';
import { labelOf } from './plan-text.js';
import { sayNumber, sayShare } from './sentences/amounts.js';
import { sayDeployment } from './sentences/deployments.js';
import type { GateSentences } from './sentences/gates.js';
import type { StepView } from './step-view.js';
import type { Page } from './text/page.js';

/** How a version goes out unless the plan says otherwise: not worth a line. */
const AT_ONCE_SAID = sayDeployment({ bakeMs: 0 });

const LABELS = { indent: 6, labelWidth: 10 };

/** One phase: when, its gates, its steps. */
export function phaseText(page: Page, phase: PhaseView, phases: number): void {
  const weeks = phase.weeks === undefined ? '' : `, ${phase.weeks}`;
  page.section(`Phase ${String(phase.number)} of ${String(phases)}: ${phase.name}${weeks}`);
  if (phase.summary !== undefined) page.text(phase.summary);
  page.text(
    `${sayMoment(phase.enters)} to ${sayMoment(phase.leaves)} at the earliest${phase.environment === undefined ? '' : `, in ${phase.environment}`}`,
  );
  if (phase.limit && phase.limit.at < phase.leaves.at)
    page.beware(`the plan wants it over by ${sayMoment(phase.limit)}`, 2);
  for (const condition of phase.conditions) page.text(condition);
  if (phase.irreversible !== undefined) page.beware(`point of no return: ${phase.irreversible}`, 2);
  if (phase.enter) {
    page.text(`To enter it${measuredOf(phase.enter)}:`);
    gateText(page, phase.enter);
  }
  phase.steps.forEach((step, index) => {
    stepText(page, step, phase.steps[index - 1]);
  });
  if (phase.leave) {
    page.text(`To leave it${measuredOf(phase.leave)}:`);
    gateText(page, phase.leave);
  }
}

function measuredOf(gate: GateSentences): string {
  return gate.measured === undefined ? '' : ` (${gate.measured})`;
}

function stepText(page: Page, step: StepView, before: StepView | undefined): void {
  page.text(
    `${labelOf(step.id, step.name)}, ${sayMoment(step.earliest)}${step.summary === undefined ? '' : `: ${step.summary}`}`,
  );
  if (step.slippedFrom) page.beware(`slips: the plan says ${sayMoment(step.slippedFrom)}`, 6);
  if (step.enter) gateText(page, step.enter, 'before');
  if (step.exposes) {
    const { say, added, total, floor } = step.exposes;
    page.row(
      'exposes',
      `${say} to ${step.flags.join(', ')}${step.serves === undefined ? '' : `, served ${step.serves}`}`,
      LABELS,
    );
    page.row(
      'that is',
      `${added.say}${added.units === total.units ? '' : `; ${sayNumber(total.units)} in all (${sayShare(total.share)})`}${floor === undefined ? '' : `; ${floor}`}`,
      LABELS,
    );
  } else if (step.serves !== undefined) {
    page.row('serves', `${step.serves} of ${step.flags.join(', ')} to all who are exposed`, LABELS);
  }
  if (step.deployment !== undefined && step.deployment !== AT_ONCE_SAID)
    page.row('goes out', step.deployment, LABELS);
  if (step.hook !== undefined) page.row('hook', step.hook, LABELS);
  if (step.tasks.length > 0) page.row('to do', step.tasks.join(', '), LABELS);
  for (const becomes of step.becomes) page.row('then', becomes, LABELS);
  const same = step.notices.length > 0 && before?.notices.join('|') === step.notices.join('|');
  if (same) page.row('notices', `as for ${before.id}`, LABELS);
  else for (const notice of step.notices) page.row('notice', notice, LABELS);
  if (step.soak !== undefined) page.row('soak', step.soak, LABELS);
  if (step.go) gateText(page, step.go, 'gate');
}

function gateText(page: Page, gate: GateSentences, label?: string): void {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [label ?? 'holds', gate.criteria],
    ['done', gate.tasks.length === 0 ? [] : [gate.tasks.join(', ')]],
    ['signed', gate.signOff],
    ['decided', gate.decision === undefined ? [] : [gate.decision]],
  ];
  for (const [name, texts] of rows) {
    texts.forEach((text, index) => {
      page.row(index === 0 ? name : '', text, LABELS);
    });
    if (name === label && gate.measured !== undefined && texts.length > 0)
      page.row('', `(${gate.measured})`, LABELS);
  }
  if (gate.otherwise !== 'it stays where it is and looks again') page.row('no-go', gate.otherwise, LABELS);
  if (gate.within !== undefined) page.row('late', gate.within, LABELS);
}
