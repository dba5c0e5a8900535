/** A seeded stream of uniform numbers: sfc32 (Chris Doty-Humphrey, PractRand), which is fast and passes its tests. */
export type Random = () => number;

/** @returns a function that gives numbers of 0..1, 1 not included, with 32 random bits each */
export function random(seed: number): Random {
  let a = seed | 0;
  let b = Math.imul(seed, 0x9e3779b9) | 0;
  let c = 0x2545f491;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let warm = 0; warm < 15; warm += 1) next();
  return next;
}
