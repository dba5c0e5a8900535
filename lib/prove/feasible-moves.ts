import type { Verdict } from '../judge/finding.js';
import { decide, type Control, type Move, type Symbols } from '../rollout/control.js';

const BOTH = [true, false] as const;
const VERDICTS: readonly Verdict[] = ['go', 'no-go', 'inconclusive', 'error'];

/** What is known of the symbols at a place; all that is not said may be anything. */
export interface Known {
  readonly exposes: boolean;
  /** Something holds exposure for sure; otherwise windows, freezes, lanes and what is not looked at may. */
  readonly held: boolean;
  readonly otherwise: Symbols['otherwise'];
  /** Whether the gate may ever say go, and no-go. */
  readonly canPass: boolean;
  readonly canFail: boolean;
  /** Whether the armed time after the last phase ever ends by itself. */
  readonly disarms: boolean;
}

/** A move that may be made, and what it is made on. */
export interface FeasibleMove {
  readonly move: Move;
  /** No other answer of the gate leads to it. */
  readonly onGoOnly: boolean;
  /** It may be made although something holds. */
  readonly evenHeld: boolean;
}

/** The answers so far: they depend on the kind of place only. */
const known = new Map<string, readonly FeasibleMove[]>();

/** Every move that the automaton may make at a place, whatever the symbols that nobody knows are. */
export function feasibleMoves(control: Control, facts: Known): readonly FeasibleMove[] {
  const stage = control.mode === 'running' ? control.position.stage : control.mode;
  const key = JSON.stringify([stage, facts]);
  const before = known.get(key);
  if (before) return before;
  const moves = new Map<string, FeasibleMove>();
  for (const symbols of allSymbols(facts)) {
    const move = decide(control, symbols);
    if (!move) continue;
    const other = moves.get(JSON.stringify(move));
    moves.set(JSON.stringify(move), {
      move,
      onGoOnly: symbols.gate === 'go' && (other?.onGoOnly ?? true),
      evenHeld: symbols.held || other?.evenHeld === true,
    });
  }
  const all = [...moves.values()];
  known.set(key, all);
  return all;
}

function allSymbols({ exposes, held, otherwise, canPass, canFail, disarms }: Known): readonly Symbols[] {
  const gates = VERDICTS.filter((gate) => (gate !== 'go' || canPass) && (gate !== 'no-go' || canFail));
  const choices: { readonly [K in keyof Symbols]: readonly Symbols[K][] } = {
    due: BOTH,
    held: held ? [true] : BOTH,
    exposes: [exposes],
    noticed: BOTH,
    gate: gates,
    rise: ['settled', 'moving', 'failed', 'unknown'],
    worked: BOTH,
    soaked: BOTH,
    disarmed: disarms ? BOTH : [false],
    otherwise: [otherwise],
  };
  return Object.entries(choices).reduce<readonly Partial<Symbols>[]>(
    (found, [name, values]) => found.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  ) as readonly Symbols[];
}
