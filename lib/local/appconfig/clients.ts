import type { Instant } from '../../runtime/ports.js';
import type { Version } from './versions.js';

/** What the service answers to its clients. */
export interface Offer {
  readonly base?: Version;
  /** The version of the newest deployment, for clients whose fraction lies below its percentage. */
  readonly incoming: Version;
  /** 0..100 */
  readonly percentage: number;
  /** Whether this is the outcome of a deployment: all clients are offered the same from now on. */
  readonly settled: boolean;
}

/** A version and the share of all clients that it is offered to: above 0, at most 1. */
export interface VersionShare extends Version {
  readonly share: number;
}

/**
 * The clients of one environment. A client is a number from 0 to 1: how early a spread reaches it (AppConfig's
 * session-based percentage). It learns of a change at its next poll.
 */
export class Clients {
  readonly #pollMs: number;
  #offers: readonly { readonly at: Instant; readonly offer: Offer }[] = [];

  constructor(pollMs: number) {
    this.#pollMs = pollMs;
  }

  /** From `at` on, the service answers `offer`. What no client can hold any more is forgotten. */
  offer(at: Instant, offer: Offer): void {
    const oldest = this.#offers.findLastIndex((past) => past.at <= at - this.#pollMs);
    this.#offers = [...this.#offers.slice(Math.max(0, oldest)), { at, offer }];
  }

  /** By when every client has asked at least once since `at`. */
  allHaveAskedSince(at: Instant): Instant {
    return at + this.#pollMs;
  }

  /** The first instant after `now` by which every client has asked for an outcome; nothing when all have. */
  nextReachAfter(now: Instant): Instant | undefined {
    const waiting = this.#offers.find(({ at, offer }) => offer.settled && at + this.#pollMs > now);
    return waiting && this.allHaveAskedSince(waiting.at);
  }

  /** What `client` got at its last poll before or at `now`. */
  heldBy(client: number, now: Instant): Version | undefined {
    const polled = lastPoll(client, now, this.#pollMs);
    const offer = this.#offers.findLast((past) => past.at <= polled)?.offer;
    if (offer === undefined) return undefined;
    const reached = offer.percentage >= 100 || client < offer.percentage / 100;
    return reached ? offer.incoming : offer.base;
  }

  /** What the clients would hold if all of them polled now, the incoming version first. */
  shares(): readonly VersionShare[] {
    const offer = this.#offers.at(-1)?.offer;
    if (offer === undefined) return [];
    const { base, incoming, percentage } = offer;
    const reached = percentage / 100;
    return [
      ...(reached > 0 ? [{ ...incoming, share: reached }] : []),
      ...(base && reached < 1 ? [{ ...base, share: 1 - reached }] : []),
    ];
  }
}

/** Scatters the polls, so that the first clients of a spread are not the first to poll as well. */
const PHASE_STRIDE = 7_919;

function lastPoll(client: number, now: Instant, pollMs: number): Instant {
  const phase = Math.floor(((client * PHASE_STRIDE) % 1) * pollMs);
  return phase + Math.floor((now - phase) / pollMs) * pollMs;
}
