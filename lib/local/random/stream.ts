/**
 * Random numbers that can be read at any place: a stream gives for each place and index always the same number. So
 * a minute can be drawn without drawing those before it, and a run can be repeated from its seed.
 */
export type Stream = number;

/** The stream of a seed and names; different names give unrelated streams. */
export function streamOf(seed: number, ...names: readonly (string | number)[]): Stream {
  let hash = scramble(seed | 0);
  for (const name of names) {
    const text = String(name);
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    // Ends each name, so that ('ab', 'c') and ('a', 'bc') differ.
    hash = scramble(hash + 0x9e3779b9);
  }
  return hash;
}

/** The uniform number at a place: above 0 and below 1. */
export function uniformAt(stream: Stream, place: number, index = 0): number {
  return (uint32At(stream, place, index) + 0.5) / 0x1_0000_0000;
}

/** The uniform whole number at a place: 0..2^32 - 1. */
export function uint32At(stream: Stream, place: number, index = 0): number {
  return uint32In(numbersAt(stream, place), index);
}

/** The numbers at one place, for many indices: `uint32In` gives each of them. */
export function numbersAt(stream: Stream, place: number): number {
  // Places are scrambled before they meet the stream: otherwise all streams would be one, read from different places.
  return scramble(scramble(Math.imul(place, 0x9e3779b1)) ^ stream);
}

/** One of the numbers at a place: 0..2^32 - 1. */
export function uint32In(numbers: number, index: number): number {
  return scramble(numbers + Math.imul(index + 1, 0x85ebca77)) >>> 0;
}

/** The finalizer of MurmurHash3: every bit of the input changes half of the bits of the output. */
function scramble(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
