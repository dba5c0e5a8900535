import type { Instant } from '../../runtime/ports.js';
import { streamOf, uint32At } from '../random/stream.js';
import type { MeasuredMetric, World } from './measured-metric.js';

/** Bad samples whose units are looked up; nobody reads longer lists. */
const MOST_SAMPLES = 100_000;

/**
 * The units behind the bad samples of a ratio's canary in [from, to), the newest first: each belongs to one of the
 * units that were exposed at the time, any of them equally likely.
 */
export function affectedUnits(
  measured: MeasuredMetric,
  world: World,
  from: Instant,
  to: Instant,
): readonly string[] {
  const { tickMs, audience, timeline, scenario } = world;
  const stream = streamOf(scenario.seed, measured.model.metric.name, 'affected');
  const found = new Set<string>();
  let samples = 0;
  for (let tick = Math.floor(to / tickMs) - 1; tick * tickMs >= from && samples < MOST_SAMPLES; tick -= 1) {
    const exposed = timeline.at(tick * tickMs)?.exposed ?? [];
    for (const { stratum, bad } of measured.badSamples(tick)) {
      const units = exposed[stratum];
      if (!units || units.length === 0) continue;
      for (let index = 0; index < bad; index += 1) {
        const unit = units[uint32At(stream, tick, stratum * 65_536 + index) % units.length];
        const name = unit === undefined ? undefined : audience.units[unit]?.name;
        if (name !== undefined) found.add(name);
      }
      samples += bad;
    }
  }
  return [...found];
}
