import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WireError, type Reply } from './wire.js';

/** Answers HTTP on one port of one address. */
export interface Listener {
  readonly url: string;
  close(): Promise<void>;
}

/** @param answer what it throws is answered as an internal error, unless it is a WireError */
export async function listen(
  host: string,
  port: number,
  answer: (request: IncomingMessage, url: URL, body: Buffer) => Reply,
): Promise<Listener> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, json, bytes, headers } = answered(() =>
        answer(request, new URL(request.url ?? '/', 'http://host'), Buffer.concat(chunks)),
      );
      response.writeHead(status, {
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      });
      response.end(json === undefined ? bytes : JSON.stringify(json));
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, done);
  });
  const { port: bound } = server.address() as AddressInfo;
  return { url: `http://${host}:${String(bound)}`, close: () => closed(server) };
}

function answered(answer: () => Reply): Reply {
  try {
    return answer();
  } catch (error) {
    return error instanceof WireError
      ? error.reply()
      : new WireError(
          'InternalServerException',
          error instanceof Error ? error.message : String(error),
        ).reply();
  }
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((done) => {
    server.close(() => {
      done();
    });
    server.closeAllConnections();
  });
}
