import type { MessageEffect } from '../../lib/rollout/effect.js';
import type { Messenger } from '../../lib/runtime/ports.js';

/** A messenger, and what it has delivered so far. */
export interface MessengerHarness {
  readonly messenger: Messenger;
  delivered(): Promise<readonly { readonly id: string; readonly say: string }[]>;
  /** From now on sending fails, until it is mended. */
  break(): Promise<void>;
  mend(): Promise<void>;
  close?(): Promise<void>;
}

const message = (id: string, rest: Partial<MessageEffect> = {}): MessageEffect => ({
  id,
  kind: 'message',
  about: 'alert',
  to: { kind: 'role', role: 'release' },
  by: ['email', 'slack'],
  say: `Errors are up (${id})`,
  ...rest,
});

/** @param options.sendsOnce whether the channel recognises a message that it has sent already */
export function describeMessengerContract(
  name: string,
  make: () => Promise<MessengerHarness>,
  { sendsOnce = false }: { readonly sendsOnce?: boolean } = {},
): void {
  describe(`the messenger of ${name}`, () => {
    let harness: MessengerHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(async () => harness.close?.());

    it('delivers what it is given', async () => {
      await harness.messenger.send(message('a'));
      expect(await harness.delivered()).toMatchObject([{ id: 'a', say: 'Errors are up (a)' }]);
    });

    it('delivers messages of the same words and different ids each', async () => {
      await harness.messenger.send(message('a', { say: 'same' }));
      await harness.messenger.send(message('b', { say: 'same' }));
      expect((await harness.delivered()).map(({ id }) => id)).toEqual(['a', 'b']);
    });

    it('fails loudly, so that it is tried again, and then delivers', async () => {
      await harness.break();
      await expect(harness.messenger.send(message('a'))).rejects.toThrow();
      expect(await harness.delivered()).toEqual([]);
      await harness.mend();
      await harness.messenger.send(message('a'));
      expect((await harness.delivered()).map(({ id }) => id)).toEqual(['a']);
    });

    (sendsOnce ? it : it.skip)('delivers the same id once', async () => {
      await harness.messenger.send(message('a'));
      await harness.messenger.send(message('a'));
      expect(await harness.delivered()).toHaveLength(1);
    });
  });
}
