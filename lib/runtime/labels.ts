/**
 * Version labels: the step, and the generation of the slot, `beta.2-7`. A version that has to be deployed again gets
 * the number of its deployment in between, because a label may not be free twice. At most 64 characters.
 */
export function labelOf(step: string, generation: number, again?: number): string {
  const suffix = `${again === undefined ? '' : `.${String(again)}`}-${String(generation)}`;
  return `${step.slice(0, 64 - suffix.length)}${suffix}`;
}

/** The generation in a label of ours; `undefined` for anybody else's. */
export function generationOf(label: string): number | undefined {
  const found = /-(\d+)$/u.exec(label);
  return found ? Number(found[1]) : undefined;
}
