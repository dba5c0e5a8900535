/** Between the name of a variant and the number of its shard. */
const SHARD = '~';
const SHARD_SUFFIX = /~\d+$/;
const SERVE = ':';

/** The two variants of the brake lane: may a unit have what the rise lane gives it? */
const ALLOWED = 'allowed';
export const BLOCKED = 'blocked';

/**
 * The variant of the rise lane that stands for the old one and marks whom the next step exposes: they are compared with
 * everybody else before anything changes for them. Plans cannot call a variant so.
 */
export const NEXT = 'old:next';

/**
 * The variant that a name in a document stands for. A list too long for one rule is spread over document variants
 * `new`, `new~2`, `new~3`.
 */
export function variantOf(documentVariant: string): string {
  return documentVariant.replace(SHARD_SUFFIX, '');
}

/** Whether a plan may call a variant so: a name that reads as a shard's would be mistaken for one. */
export function isShardName(name: string): boolean {
  return SHARD_SUFFIX.test(name);
}

/** How the brake lane's allowing variant is called when everybody who is in gets `serve`: `allowed:<serve>`. */
export function allowedName(serve: string | undefined): string {
  return serve === undefined ? ALLOWED : `${ALLOWED}${SERVE}${serve}`;
}

/** Whether a variant of the brake lane lets a unit have something new; any other name does not. */
export function allows(documentVariant: string): boolean {
  const name = variantOf(documentVariant);
  return name === ALLOWED || name.startsWith(`${ALLOWED}${SERVE}`);
}

/** The variant that the brake lane serves instead of the rise lane's; undefined when it leaves the choice to it. */
export function servedInstead(documentVariant: string): string | undefined {
  const prefix = `${ALLOWED}${SERVE}`;
  return documentVariant.startsWith(prefix) ? variantOf(documentVariant).slice(prefix.length) : undefined;
}

/** Makes the names of a flag's variants unique; the last, the default, always keeps its own. */
export function numbered<T extends { readonly name: string }>(variants: readonly T[]): T[] {
  const used = new Map<string, number>();
  const number = (variant: T): T => {
    const count = (used.get(variant.name) ?? 0) + 1;
    used.set(variant.name, count);
    return count === 1 ? variant : { ...variant, name: `${variant.name}${SHARD}${count}` };
  };
  const fallback = variants.slice(-1).map(number);
  return [...variants.slice(0, -1).map(number), ...fallback];
}
