/** The keys of one object of a file, as its JSON Schema has them. */
export interface ObjectKeys {
  readonly keys: readonly string[];
  readonly needed: readonly string[];
}

/** A JSON Schema as far as walking needs it. */
export interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** Every object schema with its path: `phases[].steps[]`, `metrics.*`; the root is ''. */
export function objectsOf(
  schema: JsonSchema,
  path = '',
): readonly { readonly path: string; readonly schema: JsonSchema }[] {
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  return [
    ...(schema.properties || schema.propertyNames?.enum ? [{ path, schema }] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, value]) => objectsOf(value, below(key))),
    ...(typeof schema.additionalProperties === 'object'
      ? objectsOf(schema.additionalProperties, below('*'))
      : []),
    ...(schema.items ? objectsOf(schema.items, `${path}[]`) : []),
    ...(schema.anyOf ?? []).flatMap((branch) => objectsOf(branch, path)),
  ];
}

/**
 * The keys of each kind of object, by the name under which `nameOf` puts its path. A key is needed when each form of
 * the object asks for it.
 */
export function keysByName(
  schema: JsonSchema,
  nameOf: (path: string) => string,
): Readonly<Record<string, ObjectKeys>> {
  const found = new Map<string, { readonly keys: Set<string>; needed: readonly string[] }>();
  for (const { path, schema: object } of objectsOf(schema)) {
    const name = nameOf(path);
    const keys = [...Object.keys(object.properties ?? {}), ...(object.propertyNames?.enum ?? [])];
    const needed = object.required ?? [];
    const known = found.get(name);
    if (known) {
      for (const key of keys) known.keys.add(key);
      known.needed = known.needed.filter((key) => needed.includes(key));
    } else found.set(name, { keys: new Set(keys), needed });
  }
  return Object.fromEntries(
    [...found].map(([name, { keys, needed }]) => [
      name,
      { keys: [...keys].sort(), needed: [...needed].sort() },
    ]),
  );
}
