import type { FlagLane, Instant, LaneAnswer, LaneView } from '../../runtime/ports.js';
import type { AppConfigEnvironment } from './environment.js';

/**
 * What goes wrong between the caller and AppConfig. `answerLost` = the request was carried out, but the caller gets
 * an error. A conflict is answered to requests only: reading has none.
 */
export type Fault = 'ok' | 'throttled' | 'conflict' | 'internalError' | 'answerLost';

export type FaultInjector = (operation: keyof FlagLane, now: Instant) => Fault;

/** An error of the service itself: nothing is known about the request. */
export class AppConfigServiceError extends Error {
  readonly code: 'ThrottlingException' | 'InternalServerException';

  constructor(code: AppConfigServiceError['code'], operation: keyof FlagLane) {
    super(`AppConfig answered ${operation} with ${code}: try again later`);
    this.name = 'AppConfigServiceError';
    this.code = code;
  }
}

/** The port on one environment of the model. Throttled reading and errors of the service reject the promise. */
export class AppConfigLane implements FlagLane {
  readonly #environment: AppConfigEnvironment;
  readonly #clock: { now(): Instant };
  readonly #faultOf: FaultInjector;

  constructor(
    environment: AppConfigEnvironment,
    clock: { now(): Instant },
    faults: FaultInjector = () => 'ok',
  ) {
    this.#environment = environment;
    this.#clock = clock;
    this.#faultOf = faults;
  }

  async look(): Promise<LaneView> {
    const now = this.#clock.now();
    const fault = this.#faultOf('look', now);
    switch (fault) {
      case 'ok':
      case 'conflict':
        return this.#environment.look(now);
      case 'throttled':
        throw new AppConfigServiceError('ThrottlingException', 'look');
      case 'internalError':
      case 'answerLost':
        throw new AppConfigServiceError('InternalServerException', 'look');
    }
  }

  async deploy(request: Parameters<FlagLane['deploy']>[0]): Promise<LaneAnswer> {
    return this.#carryOut('deploy', (now) => {
      const hindrance = request.rises ? this.#environment.monitorNotOk(now) : undefined;
      return hindrance === undefined
        ? this.#environment.deploy(request, now)
        : { kind: 'conflict', reason: `nothing rises while ${hindrance}` };
    });
  }

  async stop(request: Parameters<FlagLane['stop']>[0]): Promise<LaneAnswer> {
    return this.#carryOut('stop', (now) => this.#environment.stop(request, now));
  }

  #carryOut(operation: 'deploy' | 'stop', request: (now: Instant) => LaneAnswer): LaneAnswer {
    const now = this.#clock.now();
    const fault = this.#faultOf(operation, now);
    switch (fault) {
      case 'ok':
        return request(now);
      case 'throttled':
        return { kind: 'throttled', reason: `AppConfig slows ${operation} down: ask again later` };
      case 'conflict':
        return { kind: 'conflict', reason: `AppConfig is busy with another ${operation}: look again` };
      case 'answerLost':
        request(now);
        throw new AppConfigServiceError('InternalServerException', operation);
      case 'internalError':
        throw new AppConfigServiceError('InternalServerException', operation);
    }
  }
}
