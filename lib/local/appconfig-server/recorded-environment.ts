import type { DeploymentStrategy } from '../../contract/deployment-strategy.js';
import type { FlagDocument } from '../../flags/document.js';
import type { DeploymentView, Instant, LaneAnswer } from '../../runtime/ports.js';
import { AppConfigEnvironment, type EnvironmentOptions } from '../appconfig/environment.js';
import { eventsBetween, type LoggedEvent } from './deployment-events.js';
import type { HostedVersion } from './hosted-profile.js';

/** What a deployment hands out, and how. */
export interface Carried {
  readonly profileId: string;
  readonly version: HostedVersion;
  readonly strategyId: string;
  readonly strategy: DeploymentStrategy;
}

export interface RecordedDeployment extends Carried {
  readonly view: DeploymentView;
  /** The oldest first, in the model's time. */
  readonly log: readonly LoggedEvent[];
}

/** The model of one environment, with everything that AWS says about its deployments and the model does not keep. */
export class RecordedEnvironment {
  readonly #model: AppConfigEnvironment;
  readonly #carried: Carried[] = [];
  readonly #logs: LoggedEvent[][] = [];
  #seen: readonly DeploymentView[] = [];
  #at: Instant;

  constructor(options: EnvironmentOptions, now: Instant) {
    this.#model = new AppConfigEnvironment(options);
    this.#at = now;
  }

  /** Lets everything happen that is due, one instant after the other, so that the logs have their times. */
  catchUp(now: Instant): void {
    for (let next = this.#next(); next !== undefined && next <= now; next = this.#next()) this.#note(next);
    this.#note(Math.max(now, this.#at));
  }

  start(
    carried: Carried & {
      readonly document: FlagDocument;
      readonly description: string;
      readonly lock?: number;
    },
    now: Instant,
  ): LaneAnswer {
    this.catchUp(now);
    const { profileId, version, strategyId, strategy, document, description, lock } = carried;
    const answer = this.#model.deploy(
      {
        label: `version-${String(version.number)}`,
        document,
        description,
        strategy,
        ...(lock === undefined ? {} : { expectedLatest: lock }),
      },
      this.#at,
    );
    if (answer.kind === 'started') this.#carried.push({ profileId, version, strategyId, strategy });
    this.#note(this.#at);
    return answer;
  }

  stop(number: number, allowRevert: boolean, now: Instant): LaneAnswer {
    this.catchUp(now);
    const answer = this.#model.stop({ number, allowRevert }, this.#at);
    this.#note(this.#at);
    return answer;
  }

  /** Every deployment, the newest first. */
  deployments(now: Instant): readonly RecordedDeployment[] {
    this.catchUp(now);
    return this.#seen
      .flatMap((view, index) => {
        const carried = this.#carried[index];
        return carried ? [{ ...carried, view, log: this.#logs[index] ?? [] }] : [];
      })
      .reverse();
  }

  /** What the service answers to a client now. @param client from 0 to 1: how early a spread reaches it */
  offeredTo(client: number, now: Instant): Carried | undefined {
    this.catchUp(now);
    let reached = 0;
    const share = this.#model.versionsInForce(this.#at).find((one) => {
      reached += one.share;
      return client < reached;
    });
    return this.#carried.find(({ version }) => `version-${String(version.number)}` === share?.label);
  }

  #next(): Instant | undefined {
    return this.#model.nextChangeAt(this.#at);
  }

  #note(at: Instant): void {
    this.#model.advanceTo(at);
    this.#at = at;
    const history = this.#model.history();
    history.forEach((view, index) => {
      const before = this.#seen[index];
      const log = (this.#logs[index] ??= []);
      log.push(...eventsBetween(before, view, at));
    });
    this.#seen = history;
  }
}
