import type { DeploymentStrategy } from '../../contract/deployment-strategy.js';
import type { Monitor, MonitorState } from '../appconfig/monitors.js';
import { DEFAULT_SWITCHES, type AppConfigSwitches } from '../appconfig/switches.js';
import type { AppConfigTiming } from '../appconfig/timing.js';
import { FLAGS_TYPE, HostedProfile } from './hosted-profile.js';
import { PREDEFINED_STRATEGIES } from './predefined-strategies.js';
import { RecordedEnvironment } from './recorded-environment.js';
import type { TimeScale } from './time-scale.js';
import { badRequest, notFound } from './wire.js';

export interface WorldOptions {
  readonly time: TimeScale;
  /** @default DEFAULT_SWITCHES */
  readonly switches?: Partial<AppConfigSwitches>;
  /** In the model's time. @default as in timing.ts for each that is left out */
  readonly timing?: Partial<AppConfigTiming>;
  /** Whether an application, environment or profile that was never created is there once it is named. @default false */
  readonly adoptUnknownIds?: boolean;
  /** Strategies that somebody else has created, by id. */
  readonly strategies?: Readonly<Record<string, DeploymentStrategy>>;
  /** State of an alarm that `setMonitor` says nothing about. @default INSUFFICIENT_DATA, as of an alarm without data */
  readonly monitors?: (alarmName: string) => MonitorState;
}

export interface NamedStrategy {
  readonly name: string;
  readonly strategy: DeploymentStrategy;
}

export interface ServedEnvironment {
  readonly applicationId: string;
  readonly id: string;
  readonly name: string;
  readonly monitors: readonly string[];
  readonly model: RecordedEnvironment;
}

/** Everything that the service knows: resources by id, and the alarms. */
export class World {
  readonly applications = new Map<string, { readonly id: string; readonly name: string }>();
  readonly strategies = new Map<string, NamedStrategy>(Object.entries(PREDEFINED_STRATEGIES));
  readonly time: TimeScale;
  readonly #environments = new Map<string, ServedEnvironment>();
  readonly #profiles = new Map<string, HostedProfile>();
  readonly #alarms = new Map<string, { readonly state: MonitorState; readonly actionsEnabled: boolean }>();
  #ids = 0;

  constructor(private readonly options: WorldOptions) {
    this.time = options.time;
    for (const [id, strategy] of Object.entries(options.strategies ?? {})) this.declareStrategy(id, strategy);
  }

  newId(): string {
    this.#ids += 1;
    return `n${this.#ids.toString(36).padStart(6, '0')}`;
  }

  /** Sets what monitors read from now on; until now they have read what they did. */
  setMonitor(name: string, state: MonitorState, actionsEnabled = true): void {
    const now = this.time.model();
    for (const { model } of this.#environments.values()) model.catchUp(now);
    this.#alarms.set(name, { state, actionsEnabled });
  }

  declareStrategy(id: string, strategy: DeploymentStrategy): void {
    this.strategies.set(id, { name: id, strategy });
  }

  /** Puts an environment there. @throws WireError when one that has deployments would be replaced */
  putEnvironment(
    applicationId: string,
    id: string,
    name: string,
    monitors: readonly string[],
  ): ServedEnvironment {
    const key = `${applicationId}/${id}`;
    const now = this.time.model();
    if (this.#environments.get(key)?.model.deployments(now).length)
      throw badRequest(`the environment ${id} has deployments: its monitors cannot be changed here`);
    const options = {
      ...(this.options.switches ? { switches: this.options.switches } : {}),
      ...(this.options.timing ? { timing: this.options.timing } : {}),
      monitors: monitors.map((alarm) => this.#monitor(alarm)),
    };
    const environment = { applicationId, id, name, monitors, model: new RecordedEnvironment(options, now) };
    this.#environments.set(key, environment);
    return environment;
  }

  putProfile(applicationId: string, id: string, name: string, type: string): HostedProfile {
    const { labelReuse } = { ...DEFAULT_SWITCHES, ...this.options.switches };
    const profile = new HostedProfile(applicationId, id, name, type, labelReuse);
    this.#profiles.set(`${applicationId}/${id}`, profile);
    return profile;
  }

  /** @throws WireError, as the two below */
  application(idOrName: string): { readonly id: string; readonly name: string } {
    const known =
      this.applications.get(idOrName) ??
      [...this.applications.values()].find(({ name }) => name === idOrName);
    if (known) return known;
    if (!this.options.adoptUnknownIds) throw notFound(`the application ${idOrName}`);
    const adopted = { id: idOrName, name: idOrName };
    this.applications.set(idOrName, adopted);
    return adopted;
  }

  environment(application: string, idOrName: string): ServedEnvironment {
    const { id } = this.application(application);
    const known = this.environments(id).find((one) => one.id === idOrName || one.name === idOrName);
    if (known) return known;
    if (!this.options.adoptUnknownIds) throw notFound(`the environment ${idOrName}`);
    return this.putEnvironment(id, idOrName, idOrName, []);
  }

  profile(application: string, idOrName: string): HostedProfile {
    const { id } = this.application(application);
    const known = this.profiles(id).find((one) => one.id === idOrName || one.name === idOrName);
    if (known) return known;
    if (!this.options.adoptUnknownIds) throw notFound(`the configuration profile ${idOrName}`);
    return this.putProfile(id, idOrName, idOrName, FLAGS_TYPE);
  }

  strategy(id: string): NamedStrategy {
    const known = this.strategies.get(id);
    if (!known) throw notFound(`the deployment strategy ${id}`);
    return known;
  }

  environments(applicationId: string): readonly ServedEnvironment[] {
    return [...this.#environments.values()].filter((one) => one.applicationId === applicationId);
  }

  profiles(applicationId: string): readonly HostedProfile[] {
    return [...this.#profiles.values()].filter((one) => one.applicationId === applicationId);
  }

  deleteEnvironment({ applicationId, id }: ServedEnvironment): void {
    this.#environments.delete(`${applicationId}/${id}`);
  }

  deleteProfile({ applicationId, id }: HostedProfile): void {
    this.#profiles.delete(`${applicationId}/${id}`);
  }

  #monitor(name: string): Monitor {
    return {
      name,
      state: () => this.#alarms.get(name)?.state ?? this.options.monitors?.(name) ?? 'INSUFFICIENT_DATA',
      actionsEnabled: () => this.#alarms.get(name)?.actionsEnabled ?? true,
    };
  }
}
