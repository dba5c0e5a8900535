import { EmbeddedEngine } from '../../lib/local/embedded-engine.js';
import { planStart } from '../../lib/plan/calendar.js';
import {
  chainLine,
  CHAIN_START,
  ENGINE_VERSION,
  EVIDENCE_FORMAT,
  type EvidenceEntry,
} from '../../lib/runtime/evidence-chain.js';
import { planHash } from '../../lib/runtime/plan-hash.js';
import { stateDigest } from '../../lib/runtime/state-digest.js';
import { planOf, scenarioOf } from '../local/plan-fixture.js';

/** A plan of two days: two steps, a gate, a signature, a hook. */
const SMALL = `
rollout: small
starts: 2026-12-07
audience: { unit: user, key: userId, size: 200, traffic: 20 requests/min }
flags:
  search: { old: { index: one }, new: { index: two } }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 1% }
roles:
  release: [rita@example.com]
hooks:
  warmUp: { summary: Fills the caches, timeout: 1h }
triggers:
  - { name: red, severity: high, when: errors > 20% for 5m, then: [revert all] }
severities:
  high: { answer: 1h, tell: [release], by: [pager] }
phases:
  - name: pilot
    enter: { signOff: release }
    steps:
      - { name: prepare, hook: warmUp }
      - { name: tenth, expose: 10%, soak: 2h }
    leave: [errors < 5% over phase]
  - name: all
    steps:
      - { name: everyone, expose: 100%, soak: 1h }
`;

/** The entries of the evidence of a run of SMALL in which all goes well. */
export async function smallEvidence(): Promise<readonly EvidenceEntry[]> {
  const plan = planOf(SMALL);
  const entries: EvidenceEntry[] = [
    {
      kind: 'header',
      format: EVIDENCE_FORMAT,
      engine: ENGINE_VERSION,
      rollout: plan.rollout,
      planHash: planHash(SMALL, {}),
      plan: { file: 'small.yaml', text: SMALL, lists: {} },
      startsAt: planStart(plan, '2026-12-07'),
    },
  ];
  const engine = new EmbeddedEngine({
    plan,
    planHash: planHash(SMALL, {}),
    scenario: scenarioOf('scenario: all-well', plan),
    startsAt: planStart(plan, '2026-12-07'),
    onTransition: (record) => entries.push({ kind: 'transition', ...record }),
  });
  const { outcome, state } = await engine.run();
  return [...entries, { kind: 'end', outcome, state: stateDigest(state) }];
}

/** The lines of an evidence file with these entries. */
export function linesOf(entries: readonly EvidenceEntry[]): readonly string[] {
  let previous = CHAIN_START;
  return entries.map((entry) => {
    const { line, hash } = chainLine(entry, previous);
    previous = hash;
    return line;
  });
}
