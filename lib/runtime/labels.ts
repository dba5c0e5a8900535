import type { DeploymentView } from './ports.js';

/**
 * Version labels: the step, and the generation of the slot, `beta.2-7`. A version that has to be deployed again gets
 * the number of its deployment in between, because a label may not be free twice. At most 64 characters.
 */
export function labelOf(step: string, generation: number, again?: number): string {
  const suffix = `${again === undefined ? '' : `.${String(again)}`}-${String(generation)}`;
  return `${step.slice(0, 64 - suffix.length)}${suffix}`;
}

/** The description of a deployment of ours: the rollout, and why. At most 1,024 characters. */
export function descriptionOf(rollout: string, reason: string): string {
  return `${rollout}: ${reason}`.slice(0, 1024);
}

/** The generation in a label; `undefined` when it has none. */
export function generationOf(label: string): number | undefined {
  const found = /-(\d+)$/u.exec(label);
  return found ? Number(found[1]) : undefined;
}

/**
 * The generation that a deployment of ours carries; `undefined` for anybody else's. Their labels may end in a number as
 * well, and they may deploy a version of ours again: the description says who did it.
 */
export function ownGeneration(
  deployment: Pick<DeploymentView, 'label' | 'description'>,
  rollout: string,
): number | undefined {
  return deployment.description.startsWith(descriptionOf(rollout, ''))
    ? generationOf(deployment.label)
    : undefined;
}
