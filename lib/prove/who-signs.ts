import type { Role, RolloutPlan } from '../plan/rollout-plan.js';

interface NamedRole extends Role {
  readonly name: string;
}

/** Who signs for each role of a gate. */
export interface Signers {
  readonly people: readonly { readonly role: string; readonly who: readonly string[] }[];
}

/**
 * People who can sign a gate off together: a quorum for each role, no author of the plan, and whoever signs for a
 * `distinct` role for no other one.
 */
export function whoSigns(
  plan: RolloutPlan,
  roles: readonly string[],
): Signers | { readonly missing: string } {
  const named = roles.flatMap((name): readonly NamedRole[] => {
    const role = plan.roles[name];
    if (!role) return [];
    const people = role.people.filter((person) => !plan.authors.includes(person));
    return [{ ...role, name, people }];
  });
  const short = named.find(({ people, quorum }) => people.length < quorum);
  if (short)
    return {
      missing: `${short.name} needs ${String(short.quorum)} signatures, and ${String(short.people.length)} of its people may sign`,
    };
  // Whoever signs for a role that wants its own people is taken; all others may sign for each other.
  const ordered = [...named].sort((one, other) => Number(other.distinct) - Number(one.distinct));
  const found = assign(ordered, new Set());
  if (found) return { people: found };
  const say = named.map(({ name, quorum }) => `${String(quorum)} of ${name}`).join(' and ');
  return { missing: `${say}: there are not so many different people` };
}

function assign(
  [role, ...rest]: readonly NamedRole[],
  taken: ReadonlySet<string>,
): Signers['people'] | undefined {
  if (!role) return [];
  const free = role.people.filter((person) => !taken.has(person));
  if (!role.distinct) {
    if (free.length < role.quorum) return undefined;
    const others = assign(rest, taken);
    return others && [{ role: role.name, who: free.slice(0, role.quorum) }, ...others];
  }
  for (const who of choose(free, role.quorum)) {
    const others = assign(rest, new Set([...taken, ...who]));
    if (others) return [{ role: role.name, who }, ...others];
  }
  return undefined;
}

/** Every way to choose so many of some people. */
function* choose(people: readonly string[], count: number): Generator<readonly string[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (const [index, person] of people.entries())
    for (const others of choose(people.slice(index + 1), count - 1)) yield [person, ...others];
}
