import type { DeploymentView, Instant, LaneAnswer, LaneView } from '../../runtime/ports.js';
import { AT_ONCE } from '../../contract/deployment-strategy.js';
import { decideStop, rejected, startConflict, type DeployRequest, type StopRequest } from './admission.js';
import { Clients, type VersionShare } from './clients.js';
import * as deployments from './deployment.js';
import { firstRed, MonitorPanel, whyNotOk, type Monitor } from './monitors.js';
import { DEFAULT_SWITCHES, type AppConfigSwitches } from './switches.js';
import { timingOf, type AppConfigTiming } from './timing.js';
import { requestRefusal, VersionStore, type Version } from './versions.js';

type Deployment = deployments.Deployment;

export interface EnvironmentOptions {
  /** @default DEFAULT_SWITCHES */
  readonly switches?: Partial<AppConfigSwitches>;
  /** At most five. @default none */
  readonly monitors?: readonly Monitor[];
  /** @default as in timing.ts for each that is left out */
  readonly timing?: Partial<AppConfigTiming>;
}

/**
 * One AppConfig environment with one feature-flag profile, on the caller's clock. Nothing happens between calls:
 * every method that takes `now` first catches up with it.
 */
export class AppConfigEnvironment {
  readonly #switches: AppConfigSwitches;
  readonly #timing: AppConfigTiming;
  readonly #monitors: MonitorPanel;
  readonly #versions: VersionStore;
  readonly #clients: Clients;
  /** Deployment n is at index n - 1. */
  readonly #deployments: Deployment[] = [];
  #served: Version | undefined;
  #now = Number.NEGATIVE_INFINITY;

  /** @throws when there are more than five monitors, or the timing is impossible. */
  constructor(options: EnvironmentOptions = {}) {
    this.#switches = { ...DEFAULT_SWITCHES, ...options.switches };
    this.#timing = timingOf(options.timing);
    this.#monitors = new MonitorPanel(options.monitors ?? [], this.#switches);
    this.#versions = new VersionStore(this.#switches.labelReuse);
    this.#clients = new Clients(this.#timing.clientPollMs);
  }

  /**
   * Lets everything happen that is due up to and including `now`.
   * @throws RangeError when `now` lies before an instant that the model has already reached.
   */
  advanceTo(now: Instant): void {
    if (!(now >= this.#now))
      throw new RangeError(`the model is at ${this.#now} and cannot go back to ${now}`);
    for (let flight = this.#inFlight(); flight; flight = this.#inFlight()) {
      const at = deployments.nextEventAt(flight);
      if (at > now) break;
      // A reading at the very end of the bake still belongs to the bake.
      const readings = flight.nextReadingAt === at ? this.#monitors.read(at) : undefined;
      const next = readings
        ? deployments.passReading(flight, readings, this.#timing)
        : deployments.passNext(flight);
      this.#put(next, at);
    }
    this.#now = now;
  }

  look(now: Instant): LaneView {
    this.advanceTo(now);
    const latest = this.#deployments.at(-1);
    return {
      latestNumber: this.#deployments.length,
      ...(latest && { latest: deployments.viewOf(latest) }),
      ...(this.#served && { served: this.#served }),
      ...(latest && deployments.isInFlight(latest) && { incoming: latest.version }),
    };
  }

  /** CreateHostedConfigurationVersion, then StartDeployment. */
  deploy(request: DeployRequest, now: Instant): LaneAnswer {
    this.advanceTo(now);
    const version = { label: request.label, document: request.document };
    const refusal = requestRefusal(request) ?? this.#versions.store(version);
    if (refusal !== undefined) return rejected(refusal);
    const conflict = startConflict(this.#deployments.at(-1), request.expectedLatest);
    if (conflict !== undefined) return { kind: 'conflict', reason: conflict };
    const readings = this.#monitors.read(now);
    const red = firstRed(readings);
    const whenRed = this.#switches.alarmAlreadyRedAtStart;
    if (red && whenRed === 'refused')
      return rejected(`the monitor ${red.name} is in ${red.state}: wait for OK`);
    const number = this.#deployments.length + 1;
    const start = { ...request, number, version, previous: this.#served, startedAt: now, readings };
    this.#put(deployments.startDeployment(start, this.#switches, this.#timing), now);
    if (red && whenRed === 'rollsBackAtOnce') this.#rollBackFlight(now, 'alarm');
    this.advanceTo(now);
    return { kind: 'started', number };
  }

  /** StopDeployment. */
  stop(request: StopRequest, now: Instant): LaneAnswer {
    this.advanceTo(now);
    const deployment = this.#deployments[request.number - 1];
    const latest = this.#deployments.at(-1);
    if (!deployment || !latest) return rejected(`there is no deployment ${request.number}`);
    const decision = decideStop({ ...request, deployment, latest, now }, this.#switches);
    switch (decision.kind) {
      case 'rejected':
        return decision;
      case 'rollBack':
        this.#rollBackFlight(now, 'user');
        return { kind: 'stopped', state: 'rolledBack' };
      case 'revert':
        this.#served = deployment.previous;
        this.#put(deployments.revert(deployment, now), now);
        return { kind: 'stopped', state: 'reverted' };
    }
  }

  /** Which monitor is disabled or reads anything but OK, as a clause for people; nothing when all are well. */
  monitorNotOk(now: Instant): string | undefined {
    this.advanceTo(now);
    return whyNotOk(this.#monitors.read(now));
  }

  /** A deployment that is not ours: by default to everybody at once, and without the optimistic lock. */
  deployAsSomebodyElse(
    request: Pick<DeployRequest, 'document'> & Partial<Omit<DeployRequest, 'expectedLatest'>>,
    now: Instant,
  ): LaneAnswer {
    const label = `somebody-else-${this.#deployments.length + 1}`;
    return this.deploy({ label, description: 'by somebody else', strategy: AT_ONCE, ...request }, now);
  }

  /** AppConfig fails inside: a deployment in flight is rolled back. Without one nothing happens. */
  failInside(now: Instant): void {
    this.advanceTo(now);
    if (this.#inFlight()?.state !== 'rollingBack') this.#rollBackFlight(now, 'internalError');
  }

  /**
   * The version that a client holds since its last poll; nothing before it has got one.
   * @param client from 0 to 1: a spread at P % has reached the clients below P / 100.
   */
  servedTo(client: number, now: Instant): Version | undefined {
    this.advanceTo(now);
    return this.#clients.heldBy(client, now);
  }

  /** Which share of the clients each version is offered to: what they hold once they have polled. */
  versionsInForce(now: Instant): readonly VersionShare[] {
    this.advanceTo(now);
    return this.#clients.shares();
  }

  /**
   * When every client held the outcome of a deployment (its version, or after a rollback or revert the one before)
   * or something newer. Nothing as long as that is not so, as far as the model has been advanced.
   */
  reachedAt(deploymentNumber: number): Instant | undefined {
    const settledAt = this.#deployments[deploymentNumber - 1]?.settledAt;
    if (settledAt === undefined) return undefined;
    const reachedAt = this.#clients.allHaveAskedSince(settledAt);
    return reachedAt <= this.#now ? reachedAt : undefined;
  }

  /**
   * The first instant after `now` at which anything may change by itself: a step, the bake's start or end, the end
   * of a rollback, a reading of the monitors, or the poll by which everybody holds an outcome. Nothing if never.
   */
  nextChangeAt(now: Instant): Instant | undefined {
    this.advanceTo(now);
    const flight = this.#inFlight();
    const reach = this.#clients.nextReachAfter(now) ?? Number.POSITIVE_INFINITY;
    const next = Math.min(flight ? deployments.nextEventAt(flight) : reach, reach);
    return Number.isFinite(next) ? next : undefined;
  }

  /** Every deployment, the first one first, as far as the model has been advanced. */
  history(): readonly DeploymentView[] {
    return this.#deployments.map(deployments.viewOf);
  }

  #inFlight(): Deployment | undefined {
    const latest = this.#deployments.at(-1);
    return latest && deployments.isInFlight(latest) ? latest : undefined;
  }

  #rollBackFlight(at: Instant, endedBy: 'user' | 'alarm' | 'internalError'): void {
    const flight = this.#inFlight();
    if (flight) this.#put(deployments.rollBack(flight, at, endedBy, this.#timing.rollbackMs), at);
    this.advanceTo(at);
  }

  /** Keeps a deployment's new form, and what follows from it for the clients. */
  #put(deployment: Deployment, at: Instant): void {
    const before = this.#deployments[deployment.number - 1];
    this.#deployments[deployment.number - 1] = deployment;
    // A reading of the monitors that changed nothing is no news for the clients.
    if (deployment.state === before?.state && deployment.percentage === before.percentage) return;
    if (deployment.state === 'complete') this.#served = deployment.version;
    this.#clients.offer(at, {
      base: this.#served,
      incoming: deployment.version,
      percentage: deployment.percentage,
      settled: deployment.settledAt === at,
    });
  }
}
