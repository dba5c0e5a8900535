import { evaluateFlag } from '../../../lib/flags/evaluate.js';
import { bucketOf } from '../../../lib/flags/bucket.js';
import type { FlagDocument } from '../../../lib/flags/document.js';
import { AppConfigEnvironment } from '../../../lib/local/appconfig/environment.js';
import type { MonitorState } from '../../../lib/local/appconfig/monitors.js';
import type { AppConfigSwitches } from '../../../lib/local/appconfig/switches.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { AT_ONCE } from '../../../lib/contract/deployment-strategy.js';
import type { DeploymentView } from '../../../lib/runtime/ports.js';
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
function isIn(
  document: FlagDocument,
  flag: string,
  context: Unit & Record<string, string | number>,
): boolean {
  const { enabled, variant } = evaluateFlag(document, flag, context);
  return enabled && variant !== undefined && !variant.startsWith('old');
}

/** One lane of the model, and what must be true of it at every moment, whoever deploys to it. */
export class WatchedLane {
  readonly environment: AppConfigEnvironment;
  readonly #foreign = new Set<number>();
  readonly #foreignDocuments = new WeakSet<FlagDocument>();
  /** The newest deployment when somebody else did something last; infinite once that is over. */
  #meddledAt = Infinity;
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
    this.#meddledAt = answer.number;
  }

  /** Somebody else undoes the newest deployment, or the one before it. */
  undo(back: number, now: number): void {
    const { latestNumber } = this.environment.look(now);
    const answer = this.environment.stop({ number: latestNumber - back, allowRevert: true }, now);
    if (answer.kind === 'stopped') this.#meddledAt = latestNumber;
  }

  /** Whether the newest deployment is somebody else's. */
  isForeign(now: number): boolean {
    return this.#foreign.has(this.environment.look(now).latestNumber);
  }

  /** The documents that some client is offered now. */
  inForce(now: number): readonly { readonly label: string; readonly document: FlagDocument }[] {
    return this.environment.versionsInForce(now);
  }

  /** Whether somebody else has a hand in what is served. */
  isStrange(now: number): boolean {
    return (
      this.#meddledAt < Infinity ||
      this.inForce(now).some(({ document }) => this.#foreignDocuments.has(document))
    );
  }

  /** Whether everybody is offered our version of this generation, and nothing else. */
  isAt(generation: number, now: number): boolean {
    const versions = this.inForce(now);
    return (
      versions.length > 0 &&
      !this.inForce(now).some(({ document }) => this.#foreignDocuments.has(document)) &&
      versions.every(({ label }) => generationIn(label) === generation)
    );
  }

  /** Fails when a lane goes back behind what was settled, or is given again what it serves. */
  check(now: number): void {
    this.environment.advanceTo(now);
    const history = this.environment.history();
    const inFlight = history.filter(({ endedAt }) => endedAt === undefined);
    if (inFlight.length > 1) fail(`${this.name} has several deployments in flight`, history);
    for (const one of history.slice(this.#seen)) this.#checkNew(one, history[one.number - 2]);
    this.#seen = history.length;
    const latest = history.at(-1);
    // Once our own version is there again, what somebody else did is over.
    if (
      latest?.state === 'complete' &&
      (this.#meddledAt === Infinity || latest.number > this.#meddledAt) &&
      !this.#foreign.has(latest.number)
    ) {
      this.#meddledAt = Infinity;
      this.#settled = generationIn(latest.label);
    }
    if (this.#meddledAt < Infinity) return;
    const behind = this.inForce(now).find(({ label }) => generationIn(label) < this.#settled);
    if (behind)
      fail(
        `${this.name} serves ${behind.label} although generation ${String(this.#settled)} was complete`,
        history.slice(-4),
      );
  }

  /** Several controllers are one: what is there is not deployed once more. */
  #checkNew(one: DeploymentView, before: DeploymentView | undefined): void {
    if (!before || this.#meddledAt < Infinity || this.#foreign.has(one.number)) return;
    if (before.state === 'complete' && generationIn(before.label) === generationIn(one.label))
      fail(`${this.name} deploys ${one.label} although it is served`, [before, one]);
  }
}
