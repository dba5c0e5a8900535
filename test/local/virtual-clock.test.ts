import { VirtualClock } from '../../lib/local/virtual-clock.js';

describe('the virtual clock', () => {
  it('stands still until it is told to go on', () => {
    const clock = new VirtualClock(1000);
    expect(clock.now()).toBe(1000);
    clock.advanceBy(500);
    clock.advanceTo(1500);
    expect(clock.now()).toBe(1500);
  });

  it.each([999, Number.NaN])('does not go to %s', (instant) => {
    const clock = new VirtualClock(1000);
    expect(() => clock.advanceTo(instant)).toThrow(RangeError);
    expect(clock.now()).toBe(1000);
  });
});
