import type { Clock, DeploymentView } from '../../runtime/ports.js';
import type { MonitorState } from '../appconfig/monitors.js';
import { agentReply } from './agent.js';
import { declareOperation } from './declare.js';
import { deploymentOperations } from './deployment-operations.js';
import { listen } from './http-listener.js';
import { resourceOperations } from './resource-operations.js';
import { routeOf } from './routes.js';
import { sessionOperations } from './session-operations.js';
import { TimeScale } from './time-scale.js';
import { versionOperations } from './version-operations.js';
import { notFound, WireError, type Call, type FaultType, type Operation, type Reply } from './wire.js';
import { World, type WorldOptions } from './world.js';

/** What a test lets go wrong with a request; with `carriedOut` it is done, and only the answer is lost. */
export interface ServerFault {
  readonly type: FaultType;
  readonly message?: string;
  readonly carriedOut?: boolean;
}

export interface ServerOptions extends Omit<WorldOptions, 'time'> {
  /** @default 0, any that is free */
  readonly port?: number;
  /** Loopback: nothing is authenticated here. */
  readonly host: '127.0.0.1';
  /** Everybody's time. @default the machine's clock */
  readonly clock?: Clock;
  /** How many times faster the model's minutes pass: 60 makes seconds of them. @default 1 */
  readonly speed?: number;
  /** Port of the stand-in for the AppConfig agent; 0 takes any that is free. @default no agent */
  readonly agentPort?: number;
  /** @param operation its name in AWS's API */
  readonly faults?: (operation: string, call: Call) => ServerFault | undefined;
}

export interface AppConfigServer {
  /** Endpoint of both clients of the SDK: control plane and data plane. */
  readonly url: string;
  /** In place of `http://localhost:2772`. */
  readonly agentUrl?: string;
  /** Sets what a monitor reads from now on. @param actionsEnabled @default true */
  setMonitor(name: string, state: MonitorState, actionsEnabled?: boolean): void;
  /** Every deployment of an environment, the oldest first. @throws when the server does not know the environment */
  history(application: string, environment: string): readonly DeploymentView[];
  close(): Promise<void>;
}

/**
 * Serves the AppConfig model in AWS's wire protocol (REST-JSON), to any SDK whose endpoint is set to it, for instance by
 * `AWS_ENDPOINT_URL_APPCONFIG` and `AWS_ENDPOINT_URL_APPCONFIGDATA`. docs/appconfig-model.md says what is modelled.
 * Time is the clock's: nothing happens between requests.
 */
export async function startAppConfigServer(options: ServerOptions): Promise<AppConfigServer> {
  const { host, port = 0, clock = { now: () => Date.now() }, speed, agentPort, faults, ...rest } = options;
  const world = new World({ ...rest, time: new TimeScale(clock, speed) });
  const operations: Readonly<Record<string, Operation>> = {
    ...resourceOperations(world),
    ...versionOperations(world),
    ...deploymentOperations(world),
    ...sessionOperations(world),
    Declare: declareOperation(world),
  };
  const service = await listen(host, port, (request, url, body) => {
    const route = routeOf(request.method ?? '', url.pathname);
    const operation = route && operations[route.operation];
    if (!operation) throw notFound(`${request.method ?? ''} ${url.pathname}`);
    const call = { params: route.params, query: url.searchParams, headers: request.headers, body };
    return carryOut(operation, call, faults?.(route.operation, call));
  });
  const agent =
    agentPort === undefined
      ? undefined
      : await listen(host, agentPort, (request, url) => agentReply(world, url, request.rawHeaders));
  return {
    url: service.url,
    ...(agent ? { agentUrl: agent.url } : {}),
    setMonitor: (name, state, actionsEnabled) => {
      world.setMonitor(name, state, actionsEnabled);
    },
    history: (application, environment) =>
      world
        .environment(application, environment)
        .model.deployments(world.time.model())
        .map(({ view }) => view)
        .reverse(),
    close: async () => {
      await Promise.all([service.close(), agent?.close()]);
    },
  };
}

function carryOut(operation: Operation, call: Call, fault: ServerFault | undefined): Reply {
  if (!fault) return operation(call);
  if (fault.carriedOut) operation(call);
  throw new WireError(fault.type, fault.message ?? `${fault.type}, as a test asked for`);
}
