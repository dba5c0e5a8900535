import { explore, type Machine } from '../../lib/prove/explore.js';
import { WaysOn } from '../../lib/prove/ways-on.js';

/** Counts up by one or doubles, up to a hundred; `bad` must not be reached, by a state or by a move. */
function counting(bad: number, byMove = false): Machine<number> {
  const fault = { property: 'never', say: `${String(bad)} is reached` };
  return {
    start: 1,
    key: String,
    faults: (state) => (!byMove && state === bad ? [fault] : []),
    moves: (state) =>
      [[state + 1, 'one more'] as const, [state * 2, 'doubled'] as const]
        .filter(([next]) => next <= 100)
        .map(([next, say]) => ({ next, say: () => say, faults: byMove && next === bad ? [fault] : [] })),
  };
}

describe('an exploration', () => {
  it('visits every state once, and says so', () => {
    expect(explore(counting(0), { limit: 1000 })).toMatchObject({
      states: 100,
      complete: true,
      violations: [],
    });
  });

  it.each([false, true])('tells the shortest way to a fault (of a move: %s)', (byMove) => {
    const { violations } = explore(counting(12, byMove), { limit: 1000 });
    expect(violations.map(({ story }) => story.map(({ say }) => say))).toEqual([
      ['one more', 'one more', 'doubled', 'doubled'],
    ]);
  });

  it('stops at the limit, and does not claim to have seen everything', () => {
    expect(explore(counting(0), { limit: 50 })).toMatchObject({ states: 50, complete: false });
  });

  it('still tells what it has found before the limit', () => {
    expect(explore(counting(3), { limit: 4 }).violations).toHaveLength(1);
  });

  it('finds the states from which no way leads to a goal, other than those that are meant to end', () => {
    const ways = new WaysOn();
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [0, 3],
      [3, 3],
      [0, 4],
    ] as const)
      ways.edge(from, to);
    ways.goal(2);
    ways.end(4);
    expect(ways.without(5)).toBe(1);
  });
});
