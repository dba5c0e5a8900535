import { bucketOf } from '../../flags/bucket.js';
import type { FlagDocument } from '../../flags/document.js';
import { evaluateFlag, type FlagResult } from '../../flags/evaluate.js';
import { DRILL_CLIENT, DRILL_FLAG, drillPlan } from './drill-plan.js';

/** What a lane's document gives the client of the drill, as AppConfig's agent evaluates it; no document gives nothing. */
export function drillAnswer(document: FlagDocument | undefined): FlagResult {
  if (!document) return { enabled: false, attributes: {}, why: 'no document is served' };
  const { flags, audience } = drillPlan();
  const flag = flags[DRILL_FLAG];
  return evaluateFlag(document, DRILL_FLAG, {
    [audience.key]: DRILL_CLIENT,
    [flag?.bucketAttribute ?? 'bucket']: bucketOf(flag?.salt ?? audience.salt, DRILL_CLIENT),
  });
}
