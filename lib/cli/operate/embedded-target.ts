import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { userInfo } from 'node:os';
import { EvidenceFile } from '../../local/evidence-file.js';
import { readText } from '../../files/read-text.js';
import { statusView } from '../../report/status-view.js';
import type { RolloutEvent } from '../../rollout/event.js';
import { transition } from '../../rollout/transition.js';
import { verifyChain } from '../../runtime/evidence-chain.js';
import { replayEvidence, type ReplayResult } from '../../runtime/replay.js';
import { stateDigest } from '../../runtime/state-digest.js';
import type { OperateWord } from '../../aws/operate/operate-request.js';
import type { Terminal } from '../terminal.js';
import { drillInVirtualTime } from '../../local/drill/virtual-drill.js';
import { drillView, type DrillView } from '../../report/drill-view.js';
import type { DrillAnswer, RolloutTarget, TargetAnswer, Unreachable } from './rollout-target.js';

const FOLDER = 'evidence';
const LARGEST_EVIDENCE = 500_000_000;

/** Of a drill, when nobody says otherwise. */
const DEFAULT_SEED = 1;

interface Step {
  readonly event: RolloutEvent;
  readonly next: ReturnType<typeof transition>;
}

interface Recorded {
  readonly file: string;
  readonly number: number;
  readonly text: string;
  readonly replayed: ReplayResult & { readonly kind: 'same' };
}

/**
 * The rollout of the newest embedded run: its evidence is replayed to the state that it ends with. Time stands still there
 * between commands. What is said is decided by the same core, at that time, and written into a new evidence file that
 * begins with the whole old one; so nothing that was recorded is ever changed.
 */
export class EmbeddedTarget implements RolloutTarget {
  constructor(
    private readonly io: Terminal,
    private readonly rollout: string,
    /** Who says it; nobody verifies that. @default the user of this machine */
    private readonly who: string = userInfo().username,
  ) {}

  async ask(): Promise<TargetAnswer> {
    const found = this.#newest();
    if ('kind' in found) return found;
    const { plan, state } = found.replayed;
    return { kind: 'status', view: statusView(plan, state, state.at) };
  }

  async say(word: OperateWord): Promise<TargetAnswer> {
    const found = this.#newest();
    if ('kind' in found) return found;
    const { plan, state, transitions } = found.replayed;
    const event: RolloutEvent = {
      kind: 'said',
      id: `cli/${String(transitions + 1)}`,
      at: state.at,
      who: this.who,
      word,
    };
    const next = transition(plan, state, event);
    const file = this.#write(found, [{ event, next }]);
    const view = statusView(plan, next.state, next.state.at);
    const refused = next.happenings.find(({ kind }) => kind === 'refused');
    if (refused) return { kind: 'refused', reason: `${refused.say} (recorded in ${file})`, view };
    return { kind: 'done', say: [...next.happenings.map((one) => one.say), `recorded in ${file}`], view };
  }

  /** Beginning and end are events like any other; between them the drill has its own time, on the model of AppConfig. */
  async drill(
    watch: (view: DrillView) => void,
    { seed = DEFAULT_SEED }: { readonly seed?: number } = {},
  ): Promise<DrillAnswer> {
    const found = this.#newest();
    if ('kind' in found) return found;
    const { plan, state, transitions } = found.replayed;
    const id = `cli/${String(transitions + 1)}`;
    const begun: RolloutEvent = { kind: 'said', id, at: state.at, who: this.who, word: { kind: 'drill' } };
    const first = { event: begun, next: transition(plan, state, begun) };
    const refused = first.next.happenings.find(({ kind }) => kind === 'refused');
    if (refused) {
      const file = this.#write(found, [first]);
      return { kind: 'refused', reason: `${refused.say} (recorded in ${file})` };
    }
    const proof = await drillInVirtualTime({
      plan,
      seed,
      startsAt: state.at,
      drill: id,
      by: this.who,
      tell: async (seen) => {
        watch(drillView(plan, seen, false));
      },
    });
    const ended: RolloutEvent = {
      kind: 'said',
      id: `drilled/${id}`,
      at: proof.legs.at(-1)?.at ?? proof.startedAt,
      who: this.who,
      word: { kind: 'drilled', proof },
    };
    const last = { event: ended, next: transition(plan, first.next.state, ended) };
    const file = this.#write(found, [first, last]);
    return { kind: 'over', view: drillView(plan, proof, true), kept: `recorded in ${file}` };
  }

  #write(found: Recorded, steps: readonly Step[]): string {
    const file = join(FOLDER, `${this.rollout}-${String(found.number + 1)}.jsonl`);
    const evidence = new EvidenceFile(resolve(this.io.cwd, file), false);
    const chain = verifyChain(found.text);
    for (const entry of chain.ok ? chain.entries : []) if (entry.kind !== 'end') evidence.append(entry);
    for (const { event, next } of steps) {
      const { happenings, effects, state } = next;
      evidence.append({
        kind: 'transition',
        revision: state.revision,
        at: state.at,
        event,
        happenings,
        effects,
        state: stateDigest(state),
      });
    }
    evidence.close();
    return relative(this.io.cwd, resolve(this.io.cwd, file));
  }

  #newest(): Recorded | Unreachable {
    const number = newestNumber(resolve(this.io.cwd, FOLDER), this.rollout);
    if (number === undefined)
      return {
        kind: 'unreachable',
        found: `no embedded run of ${this.rollout} has left evidence in ${FOLDER}/`,
        advice: `carry it out with \`phasegate run\`, or name a deployment with --target aws`,
      };
    const file = join(FOLDER, `${this.rollout}-${String(number)}.jsonl`);
    const source = readText(this.io, file, LARGEST_EVIDENCE);
    const replayed: ReplayResult =
      source.kind === 'text'
        ? replayEvidence(source.text)
        : { kind: 'broken', broken: { line: 1, reason: 'it cannot be read' } };
    if (replayed.kind === 'broken' || source.kind !== 'text')
      return {
        kind: 'unreachable',
        found: `${file} is broken: ${replayed.kind === 'broken' ? replayed.broken.reason : 'it cannot be read'}`,
        advice: `look at it with \`phasegate replay ${file}\`, or run the plan again`,
      };
    return { file, number, text: source.text, replayed };
  }
}

function newestNumber(folder: string, rollout: string): number | undefined {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return undefined;
  }
  const numbers = names.flatMap((name) => {
    const found = /^(?<rollout>.+)-(?<number>[1-9]\d{0,8})\.jsonl$/u.exec(name)?.groups;
    return found?.['rollout'] === rollout ? [Number(found['number'])] : [];
  });
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}
