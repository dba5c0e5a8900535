import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FlagContext } from '../../lib/flags/context.js';
import type { FlagDocument } from '../../lib/flags/document.js';
import { evaluateFlag } from '../../lib/flags/evaluate.js';

/** One question as it arrived. */
export interface Asked {
  readonly url: string;
  readonly context: FlagContext;
  readonly authorization?: string;
}

/** AppConfig's agent as far as flags with variants go, on a port of its own. */
export interface LocalAgent {
  readonly url: () => string;
  /** Documents by AppConfig environment, such as `production-rise`. */
  readonly documents: Map<string, FlagDocument>;
  /** Takes the place of the usual answer in an environment. */
  readonly answers: Map<string, (response: ServerResponse) => void>;
  /** Whether a question for one flag is answered as `{"<flag>": {…}}` instead of `{…}`: AWS shows neither. */
  readonly keyed: (yes: boolean) => void;
  readonly asked: Asked[];
}

/** An agent for the tests of a file; it forgets everything before each. */
export function localAgent(): LocalAgent {
  const documents = new Map<string, FlagDocument>();
  const answers = new Map<string, (response: ServerResponse) => void>();
  const asked: Asked[] = [];
  let keyed = false;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://agent');
    const environment = decodeURIComponent(/\/environments\/([^/]+)\//.exec(url.pathname)?.[1] ?? '');
    const context = contextOf(request);
    asked.push({ url: request.url ?? '', context, authorization: request.headers.authorization });
    const instead = answers.get(environment);
    if (instead) {
      instead(response);
      return;
    }
    const document = documents.get(environment);
    const flag = url.searchParams.get('flag') ?? '';
    if (!document || !Object.hasOwn(document.values, flag)) {
      response.writeHead(404).end('not found');
      return;
    }
    const { enabled, variant, attributes } = evaluateFlag(document, flag, context);
    const answer = { enabled, _variant: variant, ...attributes };
    response.end(JSON.stringify(keyed ? { [flag]: answer } : answer));
  });

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  beforeEach(() => {
    documents.clear();
    answers.clear();
    asked.length = 0;
    keyed = false;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: () => {
      const address = server.address();
      return `http://127.0.0.1:${String(typeof address === 'object' && address ? address.port : 0)}`;
    },
    documents,
    answers,
    keyed: (yes) => {
      keyed = yes;
    },
    asked,
  };
}

/** Repeated `Context` headers, and several pairs in one, as the agent reads them. */
function contextOf(request: IncomingMessage): FlagContext {
  const pairs = request.rawHeaders
    .flatMap((name, index) =>
      index % 2 === 0 && name.toLowerCase() === 'context' ? [request.rawHeaders[index + 1] ?? ''] : [],
    )
    .flatMap((header) => header.split(','))
    .filter((pair) => pair.includes('='))
    .map((pair) => pair.trim())
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  return Object.fromEntries(pairs);
}
