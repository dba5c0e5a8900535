import type {
  BrakeInput,
  CompileInput,
  CompileProblem,
  CompileResult,
  FlagSpec,
  RiseInput,
} from './compile-input.js';
import {
  exposesOld,
  repeatedFlags,
  ruleProblems,
  sizeProblems,
  unknownFlags,
  unknownVariant,
} from './compile-problems.js';
import type { AttributeValue, DocumentVariant, FlagDocument } from './document.js';
import type { Grant } from './exposure.js';
import { definitionOf, specProblems } from './flag-definition.js';
import { admissionOf, grantProblems } from './grant-conditions.js';
import { shardRules } from './shard-rules.js';
import { grantsBeyond, withoutSubsumed } from './subsumed-grants.js';
import { BLOCKED, NEXT, allowedName, numbered } from './variant-names.js';

/**
 * The document of the rise lane: who would get which variant.
 *
 * Per flag, the first match counts: the included units and whoever a grant lets in get the variant of the exposure
 * (`enabled: true`); the default is the old variant, enabled only when it has attributes. When everybody is in, the
 * default is the new variant; when nobody is, the old one is all there is. Whom the next step exposes is marked by a
 * variant that is not enabled: whoever does not know it serves the old one.
 *
 * A new variant is served if and only if this lane gives one *and* the brake lane is enabled for the unit (see
 * `servedVariant`).
 */
export function compileRise(input: RiseInput): CompileResult {
  const unknown = unknownFlags(input, input.exposures, 'exposure');
  return compiled(input, unknown, (flag) => {
    const old = variantNamed(flag, flag.oldVariant);
    const exposure = own(input.exposures, flag.key);
    const marked = markedNext(flag, input);
    if (exposure === undefined) return { variants: [...marked, old] };
    const problems = [
      ...unknownVariant(flag, exposure.variant, 'exposed'),
      ...(exposure.grants.length > 0 ? exposesOld(flag, exposure.variant) : []),
      ...exposure.grants.flatMap((grant) => grantProblems(grant, flag, input)),
    ];
    if (problems.length > 0) return { problems };
    if (exposure.variant === flag.oldVariant) return { variants: [...marked, old] };
    const fresh = variantNamed(flag, exposure.variant);
    const granted = grantedRules(exposure.grants, flag, input);
    if (granted === true) return { variants: [fresh] };
    const rules = [...listRules(input.included, input), ...granted];
    return { variants: [...rules.map((rule) => ({ ...fresh, rule })), ...marked, old] };
  });
}

/** Nobody is marked when everybody comes next: there would be nobody left to compare with. */
function markedNext(flag: FlagSpec, input: RiseInput): readonly DocumentVariant[] {
  const coming = own(input.next ?? {}, flag.key)?.grants ?? [];
  const grants = grantsBeyond(own(input.exposures, flag.key)?.grants ?? [], coming);
  if (grants.some((grant) => grantProblems(grant, flag, input).length > 0)) return [];
  const rules = grantedRules(grants, flag, input);
  return rules === true ? [] : rules.map((rule) => ({ name: NEXT, enabled: false, rule }));
}

/**
 * The document of the brake lane: how far the rise lane counts.
 *
 * Per flag: excluded units get `blocked` (`enabled: false`), whoever the cap lets in gets `allowed`
 * (`enabled: true`); the default is `blocked`, or `allowed` when the cap is open. With `serve`, the allowing variant is
 * called `allowed:<variant>` and carries the attribute values of that variant, which everybody who is in gets instead
 * of the rise lane's. It gives nobody a new variant who has none from the rise lane.
 */
export function compileBrake(input: BrakeInput): CompileResult {
  const unknown = unknownFlags(input, input.caps, 'cap');
  return compiled(input, unknown, (flag) => {
    const { limit, serve } = own(input.caps, flag.key) ?? { limit: [] };
    const grants = limit === 'open' ? [] : limit;
    const problems = [
      ...(serve === undefined ? [] : unknownVariant(flag, serve, 'served')),
      ...grants.flatMap((grant) => grantProblems(grant, flag, input)),
    ];
    if (problems.length > 0) return { problems };
    const blocked = { name: BLOCKED, enabled: false };
    const allowed = {
      ...(serve === undefined ? {} : withValues(flag, serve)),
      name: allowedName(serve),
      enabled: true,
    };
    const granted = limit === 'open' || grantedRules(grants, flag, input);
    if (granted !== true && granted.length === 0) return { variants: [blocked] };
    const excluded = listRules(input.excluded, input).map((rule) => ({ ...blocked, rule }));
    if (granted === true) return { variants: [...excluded, allowed] };
    return { variants: [...excluded, ...granted.map((rule) => ({ ...allowed, rule })), blocked] };
  });
}

type Variants =
  { readonly variants: readonly DocumentVariant[] } | { readonly problems: readonly CompileProblem[] };

/** Runs over the flags, checks AppConfig's limits and collects every problem at once. */
function compiled(
  input: CompileInput,
  unknown: readonly CompileProblem[],
  variantsOf: (flag: FlagSpec) => Variants,
): CompileResult {
  const problems = [...unknown, ...repeatedFlags(input.flags)];
  const definitions: [string, FlagDocument['flags'][string]][] = [];
  const values: [string, FlagDocument['values'][string]][] = [];
  for (const flag of input.flags) {
    const inSpec = specProblems(flag);
    const result = variantsOf(flag);
    problems.push(
      ...inSpec,
      ...('problems' in result ? result.problems : ruleProblems(flag, result.variants)),
    );
    if ('problems' in result) continue;
    definitions.push([flag.key, definitionOf(flag)]);
    // Readers that know no variants see this `enabled`: the default's, never a new variant ahead of its time.
    const enabled = result.variants.at(-1)?.enabled ?? false;
    values.push([flag.key, { enabled, _variants: numbered(result.variants.map(inOrder)) }]);
  }
  const document: FlagDocument = {
    version: '1',
    flags: Object.fromEntries(definitions),
    values: Object.fromEntries(values),
  };
  problems.push(...sizeProblems(document));
  return problems.length === 0 ? { ok: true, document } : { ok: false, problems };
}

function grantedRules(grants: readonly Grant[], flag: FlagSpec, input: CompileInput): true | string[] {
  return shardRules(
    withoutSubsumed(grants).map((grant) => admissionOf(grant, flag, input)),
    input.unitAttribute,
  );
}

function listRules(units: readonly string[], input: CompileInput): string[] {
  const rules = shardRules([{ units: [...new Set(units)], condition: true }], input.unitAttribute);
  return rules === true ? [] : rules;
}

function variantNamed(flag: FlagSpec, name: string): DocumentVariant {
  const described = withValues(flag, name);
  return { name, enabled: name !== flag.oldVariant || described.attributeValues !== undefined, ...described };
}

function withValues(
  flag: FlagSpec,
  variant: string,
): { readonly attributeValues?: { readonly [attribute: string]: AttributeValue } } {
  const values = own(flag.variants, variant) ?? {};
  return Object.keys(values).length === 0 ? {} : { attributeValues: values };
}

/** The fields in the order in which people read them. */
function inOrder({ name, enabled, rule, attributeValues }: DocumentVariant): DocumentVariant {
  return {
    name,
    enabled,
    ...(rule === undefined ? {} : { rule }),
    ...(attributeValues === undefined ? {} : { attributeValues }),
  };
}

function own<T>(record: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
