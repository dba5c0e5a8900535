import { badRequest, type Call, type Reply } from './wire.js';

/** AppConfig answers at most so many items at once. */
const MOST = 50;

/** One page of a list, by `max_results` and `next_token`. @throws WireError for a size or token that was never given */
export function pageOf(call: Call, items: readonly unknown[]): Reply {
  const size = wholeNumber(call.query.get('max_results'), 'MaxResults') ?? MOST;
  if (size < 1 || size > MOST) throw badRequest(`MaxResults is 1 to ${String(MOST)}`);
  const from = wholeNumber(call.query.get('next_token'), 'NextToken') ?? 0;
  const end = from + size;
  return {
    status: 200,
    json: {
      Items: items.slice(from, end),
      ...(end < items.length ? { NextToken: String(end) } : {}),
    },
  };
}

function wholeNumber(given: string | null, what: string): number | undefined {
  if (given === null) return undefined;
  if (!/^\d{1,9}$/u.test(given)) throw badRequest(`${what} "${given}" is not valid`);
  return Number(given);
}
