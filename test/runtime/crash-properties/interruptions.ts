/** A place between two steps of a controller at which it can be made to wait, to fail, or to die. */
interface Place {
  readonly name: string;
  readonly goOn: () => void;
  readonly fail: () => void;
}

/** An answer that never came: the request may have been carried out or not. */
class Interrupted extends Error {}

/**
 * Holds a controller at every await between it and its ports, before and after each call. A controller that is never
 * let go on has died there.
 */
export class Interruptions {
  readonly #places: Place[] = [];
  #free = false;
  #dead = false;

  get waitsAt(): string | undefined {
    return this.#places[0]?.name;
  }

  /** A port whose every call waits before it is carried out, and before its answer is given. */
  between<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return async (...args: readonly unknown[]): Promise<unknown> => {
          await this.#wait(`before ${name}.${String(key)}`);
          const answer: unknown = await Reflect.apply(member, target, args);
          await this.#wait(`after ${name}.${String(key)}`);
          return answer;
        };
      },
    });
  }

  goOn(): void {
    this.#places.shift()?.goOn();
  }

  /** The call at which the controller waits fails: before it was carried out, or after. */
  fail(): void {
    this.#places.shift()?.fail();
  }

  /** The controller never goes on. */
  die(): void {
    this.#dead = true;
    this.#places.length = 0;
  }

  /** From now on nothing waits. */
  letGo(): void {
    this.#free = true;
    for (const place of this.#places.splice(0)) place.goOn();
  }

  #wait(name: string): Promise<void> {
    if (this.#free) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (this.#dead) return;
      this.#places.push({
        name,
        goOn: resolve,
        fail: () => {
          reject(new Interrupted(name));
        },
      });
    });
  }
}
