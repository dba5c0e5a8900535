/**
 * A murmur3_x86_32 computation in progress. Mutable on purpose: a bucketer resets one of these for every unit, so
 * that millions of units are hashed without an allocation.
 */
export interface Murmur3State {
  hash: number;
  /** Bytes that do not fill a block of four yet, little endian. */
  tail: number;
  /** Bytes taken in so far. */
  length: number;
}

const REPLACEMENT = 0xfffd;

/**
 * Takes in the UTF-8 bytes of `text`. A lone surrogate, which has no UTF-8 form, is taken as U+FFFD, as
 * `TextEncoder` and every HTTP client do.
 */
export function absorb(state: Murmur3State, text: string): void {
  let { hash, tail, length } = state;
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index);
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = code < 0xdc00 ? text.charCodeAt(index + 1) : NaN;
      if (low >= 0xdc00 && low <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        index++;
      } else {
        code = REPLACEMENT;
      }
    }
    // The UTF-8 bytes of one code point, first byte lowest.
    let bytes = code;
    let count = 1;
    if (code >= 0x10000) {
      bytes =
        0xf0 |
        (code >> 18) |
        ((0x80 | ((code >> 12) & 63)) << 8) |
        ((0x80 | ((code >> 6) & 63)) << 16) |
        ((0x80 | (code & 63)) << 24);
      count = 4;
    } else if (code >= 0x800) {
      bytes = 0xe0 | (code >> 12) | ((0x80 | ((code >> 6) & 63)) << 8) | ((0x80 | (code & 63)) << 16);
      count = 3;
    } else if (code >= 0x80) {
      bytes = 0xc0 | (code >> 6) | ((0x80 | (code & 63)) << 8);
      count = 2;
    }
    for (; count > 0; count--, bytes >>>= 8) {
      tail |= (bytes & 255) << ((length & 3) << 3);
      length++;
      if ((length & 3) === 0) {
        hash ^= scramble(tail);
        hash = (hash << 13) | (hash >>> 19);
        hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
        tail = 0;
      }
    }
  }
  state.hash = hash;
  state.tail = tail;
  state.length = length;
}

/** The hash of everything taken in: 0..2^32-1. Leaves the state as it is. */
export function digest(state: Murmur3State): number {
  let hash = state.hash ^ scramble(state.tail) ^ state.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** murmur3_x86_32 (Austin Appleby, public domain) of the UTF-8 bytes of `text`: 0..2^32-1. */
export function murmur3(text: string, seed = 0): number {
  const state = { hash: seed | 0, tail: 0, length: 0 };
  absorb(state, text);
  return digest(state);
}

/** Maps 0 to 0, so that an empty tail changes nothing in `digest`. */
function scramble(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}
