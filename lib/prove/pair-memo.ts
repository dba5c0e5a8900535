/** Remembers what was found about four objects, for as long as there are these objects. */
export class PairMemo<T> {
  readonly #known = new WeakMap<
    object,
    WeakMap<object, WeakMap<object, WeakMap<object, { readonly found: T }>>>
  >();

  of(one: object, two: object, three: object, four: object, find: () => T): T {
    const ofTwo = this.#known.get(one) ?? new WeakMap();
    const ofThree = ofTwo.get(two) ?? new WeakMap();
    const ofFour = ofThree.get(three) ?? new WeakMap();
    const known = ofFour.get(four);
    if (known) return known.found;
    const found = find();
    ofFour.set(four, { found });
    ofThree.set(three, ofFour);
    ofTwo.set(two, ofThree);
    this.#known.set(one, ofTwo);
    return found;
  }
}
