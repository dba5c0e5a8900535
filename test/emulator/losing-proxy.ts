import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LosingProxy {
  readonly endpoint: string;
  /** Forwards the next requests for the operation, and hangs up instead of answering. @param times @default 1 */
  loseNext(times?: number): void;
  /** How many answers were lost. */
  lost(): number;
  close(): Promise<void>;
}

/**
 * Stands between a client and DynamoDB and loses answers: what was asked for has happened, and nobody hears of it.
 * @param operation such as `TransactWriteItems`
 */
export async function losingProxy(target: string, operation: string): Promise<LosingProxy> {
  let armed = 0;
  let count = 0;
  const { hostname, port } = new URL(target);
  const server = createServer((incoming: IncomingMessage, outgoing) => {
    const loses = armed > 0 && String(incoming.headers['x-amz-target'] ?? '').endsWith(`.${operation}`);
    if (loses) armed -= 1;
    const forwarded = request(
      { hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (answer) => {
        if (!loses) {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
          return;
        }
        count += 1;
        answer.resume().once('end', () => incoming.socket.destroy());
      },
    );
    incoming.pipe(forwarded);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    loseNext: (times = 1) => {
      armed = times;
    },
    lost: () => count,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
