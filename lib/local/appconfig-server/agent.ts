import type { FlagContext } from '../../flags/context.js';
import type { FlagDocument } from '../../flags/document.js';
import { evaluateFlag } from '../../flags/evaluate.js';
import { notFound, WireError, type Reply } from './wire.js';
import type { World } from './world.js';

const PATH = /^\/applications\/([^/]+)\/environments\/([^/]+)\/configurations\/([^/]+)$/u;

/** The agent's place in every spread: it is one client, however many users stand behind it. */
const CLIENT = 0.5;

/**
 * Stands in for the AppConfig agent at `localhost:2772`: evaluates the flags that it is served for the context in the
 * request's `Context: key=value` headers. It asks the service at every request, where the agent asks every 45 seconds.
 * @param rawHeaders names and values in turn: the header may come many times
 * @throws WireError when there is no configuration, or no such flag
 */
export function agentReply(world: World, url: URL, rawHeaders: readonly string[]): Reply {
  const [, application = '', environment = '', configuration = ''] = (PATH.exec(url.pathname) ?? []).map(
    (part) => decodeURIComponent(part),
  );
  if (configuration === '') throw notFound(url.pathname);
  const profile = world.profile(application, configuration);
  const offered = world.environment(application, environment).model.offeredTo(CLIENT, world.time.model());
  const document = offered?.profileId === profile.id ? offered.version.document : undefined;
  if (!document) throw notFound(`a deployed configuration of ${configuration} in ${environment}`);
  const asked = url.searchParams.getAll('flag');
  const context = contextOf(rawHeaders);
  const flags = asked.length > 0 ? asked : Object.keys(document.values);
  const values = Object.fromEntries(flags.map((flag) => [flag, valueOf(document, flag, context)]));
  const [only] = asked;
  return { status: 200, json: asked.length === 1 && only !== undefined ? values[only] : values };
}

function valueOf(document: FlagDocument, flag: string, context: FlagContext): object {
  if (!Object.hasOwn(document.values, flag)) throw notFound(`the flag ${flag}`);
  const { enabled, variant, attributes } = evaluateFlag(document, flag, context);
  return { enabled, ...(variant === undefined ? {} : { _variant: variant }), ...attributes };
}

function contextOf(rawHeaders: readonly string[]): FlagContext {
  const context: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== 'context') continue;
    // Several pairs in one header, separated by commas, are the same as several headers.
    for (const pair of (rawHeaders[index + 1] ?? '').split(',')) {
      const [, key = '', value = ''] = /^\s*([^=]+)=(.*?)\s*$/su.exec(pair) ?? [];
      if (key === '') throw new WireError('BadRequestException', 'a Context header is written key=value');
      context[key] = value;
    }
  }
  return context;
}
