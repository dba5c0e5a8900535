const MINUTE = 60_000;

/**
 * The stretch whose values are published within a window. What is published less often than the window is long shows
 * its newest publication. Milliseconds.
 * @param everyMs how often values are published
 * @param visible up to when samples have arrived
 */
export function publishedIn(
  window: { readonly from: number; readonly to: number },
  everyMs: number,
  visible: number,
): { readonly from: number; readonly to: number } {
  const end = Math.min(window.to, visible);
  if (everyMs <= MINUTE) return { from: window.from, to: end };
  const to = Math.floor(end / everyMs) * everyMs;
  return { from: Math.min(Math.floor(window.from / everyMs) * everyMs, to - everyMs), to };
}
