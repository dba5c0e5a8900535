import type { Bound } from '../../plan/expressions/bound.js';

/** A figure that keeps the bound: the bound itself where that is enough, otherwise about a tenth beyond it. */
export function keepingFigure(bound: Bound): number {
  const margin = bound.value === 0 ? 1 : Math.abs(bound.value) / 10;
  switch (bound.comparison) {
    case '<=':
    case '>=':
      return bound.value;
    case '<':
      return bound.value - margin;
    case '>':
      // A percentage reads best below 100.
      return bound.value < 100
        ? Math.min(bound.value + margin, (bound.value + 100) / 2)
        : bound.value + margin;
  }
}
