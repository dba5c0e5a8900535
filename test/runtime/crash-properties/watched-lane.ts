import { evaluateFlag } from '../../../lib/flags/evaluate.js';
import { bucketOf } from '../../../lib/flags/bucket.js';
import type { FlagDocument } from '../../../lib/flags/document.js';
import { AppConfigEnvironment } from '../../../lib/local/appconfig/environment.js';
import type { MonitorState } from '../../../lib/local/appconfig/monitors.js';
import type { AppConfigSwitches } from '../../../lib/local/appconfig/switches.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { AT_ONCE } from '../../../lib/runtime/ports.js';
import { fail } from '../../rollout/arbitraries/runs.js';
import { UNITS, type Unit } from '../../rollout/arbitraries/units.js';

/** The generation at the end of a label of the controllers. */
function generationIn(label: string): number {
  return Number(/-(\d+)$/u.exec(label)?.[1]);
}

const lettingIn = new WeakMap<FlagDocument, ReadonlySet<string>>();

/** Whom a document lets in, as `flag/unit`: asked of the rules themselves, as AppConfig's agent does. */
export function letIn(plan: RolloutPlan, document: FlagDocument): ReadonlySet<string> {
  const known = lettingIn.get(document);
  if (known) return known;
  const found = new Set<string>();
  for (const { key, salt, bucketAttribute } of Object.values(plan.flags))
    for (const unit of UNITS)
      if (isIn(document, key, { ...unit, [bucketAttribute]: bucketOf(salt, unit.userId) }))
        found.add(`${key}/${unit.userId}`);
  lettingIn.set(document, found);
  return found;
}

/** The old variant is enabled too where it has values, so that its name is what counts. */
function isIn(document: FlagDocument, flag: string, context: Unit & Record<string, string | number>): boolean {
  const { enabled, variant } = evaluateFlag(document, flag, context);
  return enabled && variant !== undefined && !variant.startsWith('old');
}

/** One lane of the model, and what must be true of it at every moment, whoever deploys to it. */
export class WatchedLane {
  readonly environment: AppConfigEnvironment;
  readonly #foreign = new Set<number>();
  readonly #foreignDocuments = new WeakSet<FlagDocument>();
  /** Somebody else has put another version in force than the newest one. */
  #meddled = false;
  #settled = 0;
  #seen = 0;

  constructor(
    readonly name: string,
    switches: AppConfigSwitches,
    monitor?: () => MonitorState,
  ) {
    this.environment = new AppConfigEnvironment({
      switches,
      ...(monitor ? { monitors: [{ name: 'reverts', state: monitor }] } : {}),
    });
  }

  /** Somebody else deploys a document, under a label of their choice. */
  deployForeign(document: FlagDocument, label: string, now: number): void {
    const own = structuredClone(document);
    const answer = this.environment.deploy(
      { document: own, label, description: 'by hand', strategy: AT_ONCE },
      now,
    );
    if (answer.kind !== 'started') return;
    this.#foreign.add(answer.number);
    this.#foreignDocuments.add(own);
    this.#meddled = true;
  }

  /** Somebody else undoes the newest deployment, or the one before it. */
  undo(back: number, now: number): void {
    const number = this.environment.look(now).latestNumber - back;
    if (this.environment.stop({ number, allowRevert: true }, now).kind === 'stopped') this.#meddled = true;
  }

  /** Whether the newest deployment is somebody else's. */
  isForeign(now: number): boolean {
    return this.#foreign.has(this.environment.look(now).latestNumber);
  }

  /** The documents that some client is offered now. */
  inForce(now: number): readonly { readonly label: string; readonly document: FlagDocument }[] {
    return this.environment.versionsInForce(now);
  }

  servesForeign(now: number): boolean {
    return this.inForce(now).some(({ document }) => this.#foreignDocuments.has(document));
  }

  /** Whether everybody is offered our version of this generation, and nothing else. */
  isAt(generation: number, now: number): boolean {
    const versions = this.inForce(now);
    return (
      versions.length > 0 &&
      !this.servesForeign(now) &&
      versions.every(({ label }) => generationIn(label) === generation)
    );
  }

  /** Fails when a lane goes back behind what was settled, or serves the same generation twice for nothing. */
  check(now: number): void {
    const history = this.environment.history();
    const inFlight = history.filter(({ endedAt }) => endedAt === undefined);
    if (inFlight.length > 1) fail(`${this.name} has several deployments in flight`, history);
    this.#checkNew(now);
    if (this.#meddled) return;
    for (const { number, state, label } of history.slice(-2))
      if (state === 'complete' && !this.#foreign.has(number))
        this.#settled = Math.max(this.#settled, generationIn(label));
    const behind = this.inForce(now).find(({ label }) => generationIn(label) < this.#settled);
    if (behind)
      fail(
        `${this.name} serves ${behind.label} again although generation ${String(this.#settled)} was complete`,
        history.slice(-4),
      );
  }

  /** Several controllers are one: what is there or on its way is not deployed once more. */
  #checkNew(now: number): void {
    const history = this.environment.history();
    for (const deployment of history.slice(this.#seen)) {
      const before = history[deployment.number - 2];
      if (this.#foreign.has(deployment.number)) continue;
      // Once our own version is there again, what somebody else did is over.
      this.#meddled = false;
      this.#settled = 0;
      if (!before || this.#foreign.has(before.number)) continue;
      const again = generationIn(before.label) === generationIn(deployment.label);
      if (again && before.state === 'complete' && !this.#meddledBefore)
        fail(`${this.name} deploys ${deployment.label} although it is served (at ${String(now)})`, history);
    }
    this.#meddledBefore = this.#meddled;
    this.#seen = history.length;
  }

  #meddledBefore = false;
}
