import type { Act } from './response.js';

/** Whether an act puts users back to the old behaviour, or may do so: what nothing may do behind a point of no return. */
export function putsBack(act: Act): boolean {
  switch (act.kind) {
    case 'revert':
    case 'serve':
    case 'reduce':
      return true;
    case 'ask':
      return putsBack(act.act);
    case 'tell':
    case 'task':
    case 'run':
    case 'pause':
    case 'disable':
      return false;
  }
}
