import type { Condition, Term } from '../plan/expressions/condition.js';
import { best, opposite, worst, type Finding, type Truth } from './finding.js';

/** The truth of a whole condition from what was found about its terms. */
export function judgeCondition(condition: Condition, find: (term: Term) => Finding): Truth {
  switch (condition.kind) {
    case 'all':
      return worst(condition.of.map((inner) => judgeCondition(inner, find)));
    case 'any':
      return best(condition.of.map((inner) => judgeCondition(inner, find)));
    case 'not':
      return opposite(judgeCondition(condition.of, find));
    default:
      return find(condition).truth;
  }
}
