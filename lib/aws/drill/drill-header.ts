import { DRILL_HASH, DRILL_SOURCE, DRILL_STARTS_AT } from '../../runtime/drill/drill-plan.js';
import { ENGINE_VERSION, EVIDENCE_FORMAT, type EvidenceHeader } from '../../runtime/evidence-chain.js';

/** What the evidence of the drills' own rollout begins with. */
export const DRILL_HEADER: EvidenceHeader = {
  kind: 'header',
  format: EVIDENCE_FORMAT,
  engine: ENGINE_VERSION,
  rollout: 'drill',
  planHash: DRILL_HASH,
  plan: DRILL_SOURCE,
  startsAt: DRILL_STARTS_AT,
};

/** Where it is kept in the table of the rollout that is drilled: apart for every plan of drills that there ever was. */
export const DRILL_PARTITIONS = `drill-${DRILL_HASH.slice(0, 8)}/`;
