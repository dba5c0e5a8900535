/** What is proven of a plan by exploring its automaton, in the order in which it is told. */
export const EXPLORED = {
  rises: "exposure rises only by a step whose gate says go, or by a person's word",
  held: 'nothing rises while a trigger or a pause holds, and what is on its way is taken back',
  larger: 'a step and a gate put nobody back: the larger exposure contains the smaller',
  revert: 'a revert is allowed, and does what it says, in every state before the point of no return',
  'no-return': 'nothing behind the point of no return reverts, and nothing is armed or owed to',
  safe: 'every failure leads to a safe state, without anybody doing anything',
} as const;

export type ExploredProperty = keyof typeof EXPLORED;

/** What is proven of flags that are turned off. */
export const FLAGS_OFF = {
  'comes-back': 'a flag that was turned off comes back only when nothing holds',
  'by-word': 'what a person or the kill switch turned off does not come back without a word',
} as const;

/** What is proven of units that are let in or put back by name. */
export const BY_NAME = {
  'let-in': 'nobody is let in by name but by a person of the plan, while nothing holds',
  'put-back': 'whoever was put back by name stays so until a person lets them in',
} as const;
