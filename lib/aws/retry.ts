/** How often a request to AWS is sent before its error is believed, the first time included. */
const MOST_ATTEMPTS = 4;

/**
 * How every client of ours tries again: given to the constructor of an SDK client.
 *
 * This is the SDK's own `standard` mode, because it already does what would have to be written: a delay of
 * `random() * min(20 s, base * 2^attempt)` ("full jitter", the base is 500 ms after throttling), a bound, only errors
 * that can pass (throttling, 5xx, timeouts), and a retry quota that keeps a client from hammering a service that is
 * down. Together the delays stay below 4 s, well within a minute's run. A request of ours may be carried out twice
 * that way when an answer is lost: each one carries a lock or an id that makes the second a conflict or the same again.
 */
export const RETRYING = { retryMode: 'standard', maxAttempts: MOST_ATTEMPTS } as const;
