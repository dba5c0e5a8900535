import { IANAZone } from 'luxon';

/** Whether `zone` is UTC or a region of the IANA database. Abbreviations such as CET are refused: they hide summer time. */
export function isZone(zone: string): boolean {
  return zone === 'UTC' || (zone.includes('/') && IANAZone.isValidZone(zone));
}
