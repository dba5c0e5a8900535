const ROUNDS = 300;
const CLOSE_ENOUGH = 1e-4;

/**
 * Shares of disjoint cells such that each group of cells has the share that it should have, as near as that can be:
 * iterative proportional fitting, beginning with equal cells.
 * @param cells how many cells there are
 * @param groups which cells belong to a group, and its share, 0..1
 */
export function rake(
  cells: number,
  groups: readonly { readonly has: (cell: number) => boolean; readonly share: number }[],
): readonly number[] {
  const shares = Array.from({ length: cells }, () => 1 / cells);
  const members = groups.map(({ has }) => shares.map((_, cell) => has(cell)));
  for (let round = 0; round < ROUNDS; round += 1) {
    let off = 0;
    groups.forEach(({ share }, index) => {
      const inside = members[index] ?? [];
      const now = shares.reduce((sum, one, cell) => sum + (inside[cell] === true ? one : 0), 0);
      off = Math.max(off, Math.abs(now - share));
      if (now <= 0 || now >= 1) return;
      const grow = share / now;
      const shrink = (1 - share) / (1 - now);
      shares.forEach((one, cell) => (shares[cell] = one * (inside[cell] === true ? grow : shrink)));
    });
    if (off < CLOSE_ENOUGH) break;
  }
  return shares;
}

/** Whole numbers that add up to `total`, in proportion to `shares`: the largest remainders are rounded up. */
export function apportion(total: number, shares: readonly number[]): readonly number[] {
  const sum = shares.reduce((one, other) => one + other, 0);
  const exact = shares.map((share) => (sum > 0 ? (share / sum) * total : 0));
  const counts = exact.map(Math.floor);
  const left = total - counts.reduce((one, other) => one + other, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index);
  for (const { index } of byRemainder.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}
