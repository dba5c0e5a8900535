/** How the command can end: the one table behind the process's exit code and docs/exit-codes.md. */
export const EXIT_CODES = [
  { name: 'ok', code: 0, meaning: 'Done. Of `run`: the rollout was completed.' },
  { name: 'unexpected', code: 1, meaning: 'A defect of Phasegate itself; please report it.' },
  {
    name: 'usage',
    code: 2,
    meaning: 'The command line is wrong: an unknown command, option, step or phase.',
  },
  { name: 'wrong', code: 3, meaning: 'The plan or the scenario has errors.' },
  { name: 'file', code: 4, meaning: 'A file cannot be read or written, or would be overwritten.' },
  { name: 'stopped', code: 10, meaning: 'Of `run`: the rollout stopped at a gate.' },
  { name: 'reverted', code: 11, meaning: 'Of `run`: users were put back.' },
  { name: 'running', code: 12, meaning: 'Of `run`: still running when `--until` was reached.' },
  { name: 'evidence', code: 13, meaning: 'Of `replay`: the evidence is broken or leads to another state.' },
  {
    name: 'refused',
    code: 14,
    meaning:
      'Of `status`, `pause` and the like: the rollout refuses, or nobody agreed. Of `diff`: the plan may not take over.',
  },
  {
    name: 'unreachable',
    code: 15,
    meaning: 'Of `status`, `pause` and the like: there is no such rollout, or it does not answer.',
  },
  { name: 'consent', code: 16, meaning: 'Of `diff`: the plan takes over when a person accepts it.' },
  { name: 'failed', code: 17, meaning: 'Of `drill`: it has failed.' },
  {
    name: 'refuted',
    code: 18,
    meaning: 'Of `prove`: a property is refuted, or there were too many states to tell.',
  },
] as const;

export type ExitName = (typeof EXIT_CODES)[number]['name'];

/** The process's exit code for an end. */
export function exitCode(name: ExitName): number {
  const found = EXIT_CODES.find((one) => one.name === name);
  if (!found) throw new Error(`there is no end called ${name}`);
  return found.code;
}
