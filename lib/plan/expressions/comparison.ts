export type Comparison = '<' | '<=' | '>' | '>=' | '=';

/** Whether a comparison says that a value is above a level, or below it. */
export type Side = 'above' | 'below';

/** The side of a level on which a comparison holds; nothing for `=`. */
export function sideOf(comparison: Comparison): Side | undefined {
  switch (comparison) {
    case '<':
    case '<=':
      return 'below';
    case '>':
    case '>=':
      return 'above';
    case '=':
      return undefined;
  }
}
