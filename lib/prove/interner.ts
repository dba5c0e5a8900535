/** Gives equal values one object and a small number. */
export class Interner<T extends object> {
  readonly #numbers = new WeakMap<T, number>();
  readonly #aliases = new WeakMap<T, T>();
  readonly #values = new Map<string, { readonly value: T; readonly number: number }>();

  /**
   * The one object for everything that is written like `value`.
   * @param write asked only for objects that were not seen before
   */
  one(value: T, write: () => string): T {
    if (this.#numbers.has(value)) return value;
    const alias = this.#aliases.get(value);
    if (alias) return alias;
    const text = write();
    const known = this.#values.get(text);
    if (known) {
      this.#aliases.set(value, known.value);
      return known.value;
    }
    const number = this.#values.size + 1;
    this.#values.set(text, { value, number });
    this.#numbers.set(value, number);
    return value;
  }

  /** The number of an object that `one` has given; 0 when it has given none such. */
  known(value: T): number {
    return this.#numbers.get(value) ?? 0;
  }
}
