import type { MessageEffect } from '../rollout/effect.js';
import type { Messenger } from '../runtime/ports.js';

export interface LocalMessengerOptions {
  /** Why a message cannot be sent just now, if so. @default never */
  readonly fails?: (message: MessageEffect) => string | undefined;
}

/** Remembers what was sent, each message once. */
export class LocalMessenger implements Messenger {
  readonly #sent = new Map<string, MessageEffect>();

  constructor(private readonly options: LocalMessengerOptions = {}) {}

  /** Everything that was sent, in order. */
  get sent(): readonly MessageEffect[] {
    return [...this.#sent.values()];
  }

  /** @throws when the options say that it fails */
  async send(message: MessageEffect): Promise<void> {
    const reason = this.options.fails?.(message);
    if (reason !== undefined) throw new Error(reason);
    if (!this.#sent.has(message.id)) this.#sent.set(message.id, message);
  }
}
