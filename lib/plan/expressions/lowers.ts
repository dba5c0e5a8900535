import type { Act } from './response.js';

/** Whether an act lowers exposure or may do so. */
export function lowers(act: Act): boolean {
  switch (act.kind) {
    case 'revert':
    case 'disable':
    case 'reduce':
    case 'serve':
      return true;
    case 'ask':
      return lowers(act.act);
    case 'pause':
    case 'run':
    case 'task':
    case 'tell':
      return false;
  }
}
