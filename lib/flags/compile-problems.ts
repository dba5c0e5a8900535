import { APPCONFIG_LIMITS } from './appconfig-limits.js';
import type { CompileInput, CompileProblem, FlagSpec } from './compile-input.js';
import type { DocumentVariant, FlagDocument } from './document.js';
import { utf8Length } from './well-formed.js';

/** An exposure or cap must name a variant that the flag has. */
export function unknownVariant(flag: FlagSpec, variant: string, role: string): CompileProblem[] {
  if (Object.hasOwn(flag.variants, variant)) return [];
  return [
    {
      flag: flag.key,
      limit: 'variant',
      found: `${role} variant "${variant}"`,
      allowed: `one of ${Object.keys(flag.variants).join(', ')}`,
      advice: 'name a variant of the flag',
    },
  ];
}

/** To expose somebody to what everybody has already is a mistake in whoever made the exposure. */
export function exposesOld(flag: FlagSpec, variant: string): CompileProblem[] {
  if (variant !== flag.oldVariant) return [];
  return [
    {
      flag: flag.key,
      limit: 'variant',
      found: `grants for the old variant "${variant}"`,
      allowed: 'grants for a new variant',
      advice: 'give no grants to expose nobody',
    },
  ];
}

/** `entries` (exposures or caps) may only be for flags of the plan. */
export function unknownFlags(input: CompileInput, entries: object, role: string): CompileProblem[] {
  const keys = input.flags.map((flag) => flag.key);
  return Object.keys(entries)
    .filter((key) => !keys.includes(key))
    .map((key) => ({
      flag: key,
      limit: 'flag',
      found: `an ${role} for flag "${key}"`,
      allowed: keys.length === 0 ? 'no flag: none is defined' : `one of ${keys.join(', ')}`,
      advice: 'define the flag or name another',
    }));
}

export function repeatedFlags(flags: readonly FlagSpec[]): CompileProblem[] {
  const keys = flags.map((flag) => flag.key);
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))].map((key) => ({
    flag: key,
    limit: 'flag',
    found: `flag "${key}" more than once`,
    allowed: 'each flag once',
    advice: 'remove or rename one of them',
  }));
}

/** AppConfig's limits on the variants of one flag. */
export function ruleProblems(flag: FlagSpec, variants: readonly DocumentVariant[]): CompileProblem[] {
  const limits = APPCONFIG_LIMITS;
  const problems: CompileProblem[] = [];
  const longest = Math.max(...variants.map((variant) => variant.rule?.length ?? 0));
  if (longest > limits.rule.max) {
    problems.push({
      flag: flag.key,
      limit: 'rule',
      found: `a rule of ${longest} ${limits.rule.unit}`,
      allowed: `at most ${limits.rule.max}`,
      advice:
        'make the segment a list (lists are divided), shorten its test, or let the application give one attribute that says it',
    });
  }
  if (variants.length > limits.variants.max) {
    problems.push({
      flag: flag.key,
      limit: 'variants',
      found: `${variants.length} variants, because lists of units fill ${limits.rule.max} characters each`,
      allowed: `at most ${limits.variants.max}`,
      advice:
        'give the application an attribute that says who is in the list, and make the segment a test on it',
    });
  }
  return problems;
}

/** AppConfig's limit on the whole document. */
export function sizeProblems(document: FlagDocument): CompileProblem[] {
  const { max, unit } = APPCONFIG_LIMITS.document;
  const size = utf8Length(JSON.stringify(document));
  if (size <= max) return [];
  return [
    {
      limit: 'document',
      found: `a document of ${size} ${unit}`,
      allowed: `at most ${max}`,
      advice:
        'replace long lists of units by tests on attributes, split the plan, or ask AWS for up to 4,000 KB',
    },
  ];
}
