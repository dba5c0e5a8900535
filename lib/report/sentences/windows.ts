import { sayClock, type Window } from '../../plan/expressions/time.js';
import { sayList } from './amounts.js';

/** When exposure may rise: `from 02:00 to 04:00`, `Monday to Thursday from 22:00 to 02:00 the next day, Europe/Berlin`. */
export function sayWindows(windows: readonly Window[]): string {
  return windows.length === 0 ? 'at any time' : sayList(windows.map(sayWindow), 'or');
}

function sayWindow(window: Window): string {
  const days =
    window.from === undefined
      ? ''
      : window.to === undefined || window.to === window.from
        ? `${window.from} `
        : `${window.from} to ${window.to} `;
  const nextDay = window.end < window.start ? ' the next day' : '';
  return `${days}from ${sayClock(window.start)} to ${sayClock(window.end)}${nextDay}${window.zone === undefined ? '' : ` ${window.zone}`}`;
}
