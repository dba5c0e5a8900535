import { localWeekday } from '../../plan/calendar.js';
import { zoneOffset } from '../../plan/zone-offset.js';
import type { Instant } from '../../runtime/ports.js';
import type { TrafficModel } from '../scenario/bound-scenario.js';

const HOUR = 3_600_000;

/** How much traffic there is at a time, relative to the mean of a weekday. */
export class TrafficShape {
  readonly #byHour = new Map<number, number>();
  /** The hour that was asked for last: minutes come one after the other. */
  #hour = NaN;
  #factor = 0;

  /** @param zone of the hours of the model */
  constructor(
    private readonly model: TrafficModel,
    private readonly zone: string,
  ) {}

  /** The factor of the hour; zones that are half an hour off have it half an hour late. */
  at(instant: Instant): number {
    const hour = Math.floor(instant / HOUR);
    if (hour !== this.#hour) {
      this.#factor = this.#ofHour(hour);
      this.#hour = hour;
    }
    return this.#factor;
  }

  #ofHour(hour: number): number {
    const known = this.#byHour.get(hour);
    if (known !== undefined) return known;
    const start = hour * HOUR;
    const localHour = ((Math.floor((start + zoneOffset(start, this.zone)) / HOUR) % 24) + 24) % 24;
    const weekday = localWeekday(start, this.zone);
    const weekend = weekday === 'Saturday' || weekday === 'Sunday' ? this.model.weekend : 1;
    const factor = Math.max(0, (this.model.hours[localHour] ?? 1) * weekend);
    this.#byHour.set(hour, factor);
    return factor;
  }
}
