import { APPCONFIG_LIMITS } from './appconfig-limits.js';
import type { CompileProblem, FlagSpec } from './compile-input.js';
import type { AttributeConstraint, AttributeValue, FlagDefinition } from './document.js';
import { allowedName, isShardName } from './variant-names.js';

/** What a document says about a flag apart from its values: the attributes of all variants, with their types. */
export function definitionOf(flag: FlagSpec): FlagDefinition {
  const entries = attributesOf(flag).map(
    ([attribute, values]) => [attribute, { constraints: constraintOf(values[0]) }] as const,
  );
  return {
    name: flag.key,
    ...(flag.summary === undefined ? {} : { description: flag.summary }),
    ...(entries.length === 0 ? {} : { attributes: Object.fromEntries(entries) }),
  };
}

/** Everything about a flag that AppConfig would refuse or that contradicts itself, whoever is exposed. */
export function specProblems(flag: FlagSpec): CompileProblem[] {
  return [
    ...keyProblems(flag),
    ...variantProblems(flag),
    ...attributesOf(flag).flatMap(([attribute, values]) => attributeProblems(flag.key, attribute, values)),
  ];
}

function keyProblems(flag: FlagSpec): CompileProblem[] {
  const problems: CompileProblem[] = [];
  const { flagKey, description, attributes } = APPCONFIG_LIMITS;
  if (!flagKey.pattern.test(flag.key)) {
    problems.push({
      flag: flag.key,
      limit: 'flagKey',
      found: `flag key ${JSON.stringify(flag.key)}`,
      allowed: flagKey.allowed,
      advice: 'rename the flag',
    });
  }
  const length = flag.summary?.length ?? 0;
  if (length > description.max) {
    problems.push({
      flag: flag.key,
      limit: 'description',
      found: `a summary of ${length} ${description.unit}`,
      allowed: `at most ${description.max}`,
      advice: 'shorten the summary',
    });
  }
  const count = attributesOf(flag).length;
  if (count > attributes.max) {
    problems.push({
      flag: flag.key,
      limit: 'attributes',
      found: `${count} attributes over all variants`,
      allowed: `at most ${attributes.max}`,
      advice: 'put related values into one attribute, or split the flag',
    });
  }
  return problems;
}

function variantProblems(flag: FlagSpec): CompileProblem[] {
  const { variantName } = APPCONFIG_LIMITS;
  const names = Object.keys(flag.variants);
  const problems: CompileProblem[] = names
    // The longest form that a document gives a name is `allowed:<name>~31`.
    .filter((name) => name === '' || !variantName.pattern.test(`${allowedName(name)}~31`))
    .map((name) => ({
      flag: flag.key,
      limit: 'variantName',
      found: `variant name ${JSON.stringify(name)} of ${name.length} characters`,
      allowed: `${variantName.allowed}, of which "${allowedName('')}" and "~31" are taken`,
      advice: `use 1 to ${64 - allowedName('').length - '~31'.length} characters on one line`,
    }));
  for (const name of names.filter(isShardName)) {
    problems.push({
      flag: flag.key,
      limit: 'variant',
      found: `variant name "${name}"`,
      allowed: 'a name that does not end in "~" and a number',
      advice: 'rename it: such names number the parts of a long list',
    });
  }
  if (!names.includes(flag.oldVariant)) {
    problems.push({
      flag: flag.key,
      limit: 'variant',
      found: `old variant "${flag.oldVariant}"`,
      allowed: `one of ${names.join(', ')}`,
      advice: 'list the old variant among the variants',
    });
  }
  return problems;
}

function attributeProblems(
  flag: string,
  attribute: string,
  values: readonly AttributeValue[],
): CompileProblem[] {
  const { attributeKey, stringValue } = APPCONFIG_LIMITS;
  const problems: CompileProblem[] = [];
  if (!attributeKey.pattern.test(attribute)) {
    problems.push({
      flag,
      limit: 'attributeKey',
      found: `attribute key ${JSON.stringify(attribute)}`,
      allowed: attributeKey.allowed,
      advice: 'rename the attribute',
    });
  }
  const types = [...new Set(values.map(typeName))];
  if (types.length > 1) {
    problems.push({
      flag,
      limit: 'attributeType',
      found: `attribute "${attribute}" is ${types.join(' and ')}`,
      allowed: 'one type in all variants of a flag',
      advice: 'give all variants a value of the same type',
    });
  }
  const longest = values
    .flat()
    .reduce(
      (length: number, value) => (typeof value === 'string' ? Math.max(length, value.length) : length),
      0,
    );
  if (longest > stringValue.max) {
    problems.push({
      flag,
      limit: 'stringValue',
      found: `a text of ${longest} ${stringValue.unit} in attribute "${attribute}"`,
      allowed: `at most ${stringValue.max}`,
      advice: 'shorten it, or let the attribute name where the text is',
    });
  }
  if (values.flat().some((value) => typeof value === 'number' && !Number.isFinite(value))) {
    problems.push({
      flag,
      limit: 'attributeValue',
      found: `a number in attribute "${attribute}" that is not finite`,
      allowed: 'finite numbers',
      advice: 'use a number that JSON can say',
    });
  }
  if (values.some((value) => Array.isArray(value) && value.length === 0)) {
    problems.push({
      flag,
      limit: 'attributeValue',
      found: `an empty list in attribute "${attribute}"`,
      allowed: 'lists of at least one element: AppConfig cannot tell the type of an empty one',
      advice: 'leave the attribute out of this variant',
    });
  }
  return problems;
}

/** Every attribute with its values over the variants, in the order in which the variants name them. */
function attributesOf(flag: FlagSpec): readonly (readonly [string, readonly AttributeValue[]])[] {
  const values = new Map<string, AttributeValue[]>();
  for (const [attribute, value] of Object.values(flag.variants).flatMap(Object.entries<AttributeValue>)) {
    values.set(attribute, [...(values.get(attribute) ?? []), value]);
  }
  return [...values];
}

function constraintOf(value: AttributeValue | undefined): AttributeConstraint {
  if (typeof value === 'number') return { type: 'number', required: false };
  if (typeof value === 'boolean') return { type: 'boolean', required: false };
  if (typeof value === 'string' || value === undefined) return { type: 'string', required: false };
  return {
    type: 'array',
    required: false,
    elements: { type: typeof value[0] === 'number' ? 'number' : 'string' },
  };
}

function typeName(value: AttributeValue): string {
  const constraint = constraintOf(value);
  return constraint.type === 'array' ? `array of ${constraint.elements.type}` : constraint.type;
}
