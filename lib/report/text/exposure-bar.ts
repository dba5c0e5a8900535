/**
 * A bar of `width` columns for a share, 0..1. Somebody is always seen, and only everybody fills it.
 */
export function exposureBar(fraction: number, width: number): string {
  const share = Math.min(1, Math.max(0, fraction));
  const whole = Math.round(share * width);
  const full = share <= 0 ? 0 : share >= 1 ? width : Math.min(width - 1, Math.max(1, whole));
  return '█'.repeat(full) + '░'.repeat(width - full);
}
