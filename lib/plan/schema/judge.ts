import * as z from 'zod';
import { duration, percent } from './primitives.js';

/** A probability: a number such as 0.001, or a percentage. */
const risk = z
  .union([
    z.number().gt(0).max(0.5),
    percent.refine((value) => value > 0 && value <= 0.5, 'above 0, at most 50%'),
  ])
  .meta({
    description: 'A probability: a number above 0, at most 0.5, or a percentage.',
    examples: [0.001, '5%'],
  });

const sequential = {
  risk: risk
    .optional()
    .meta({ description: 'The risk of a false alarm: of a revert, or of a no-go, of something healthy.' }),
  falseGo: risk
    .optional()
    .meta({ description: 'The risk of a go for something that does not keep its limit.' }),
  margin: percent.optional().meta({
    description:
      'How much worse than control or baseline is still all right, where a condition says only `control` or `baseline`.',
  }),
};

/** How the conditions of a phase, a gate or a trigger are judged, where it differs from the plan. */
export const judgeHere = z.union([
  z.literal('fixed').meta({ description: 'Plain thresholds: what was measured is compared as it is.' }),
  z.strictObject(sequential),
]);

/** How the plan's conditions are judged. */
export const judge = z.union([
  z.literal('fixed').meta({ description: 'Plain thresholds: what was measured is compared as it is.' }),
  z.strictObject({
    every: duration
      .optional()
      .meta({ description: 'How often metrics are looked at: the length of a period.' }),
    stale: duration
      .optional()
      .meta({ description: 'A finding that is older than this counts as unknown; default two periods.' }),
    ...sequential,
  }),
]);
