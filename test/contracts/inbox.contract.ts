import type { RolloutEvent } from '../../lib/rollout/event.js';
import type { Inbox } from '../../lib/runtime/ports.js';

/** An empty inbox, the means to put something into it, and time. */
export interface InboxHarness {
  readonly inbox: Inbox;
  now(): number;
  advance(ms: number): Promise<void>;
  /** Somebody says something at the event's time, which may lie ahead when `canForetell`. */
  put(event: RolloutEvent): Promise<void>;
  close?(): Promise<void>;
}

/** What every Inbox does: what was said stays until it is acknowledged, and is there once. */
export function describeInboxContract(
  name: string,
  make: () => Promise<InboxHarness>,
  { canForetell = false }: { readonly canForetell?: boolean } = {},
): void {
  describe(`the inbox of ${name}`, () => {
    let harness: InboxHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(async () => harness.close?.());

    const said = (id: string, at = harness.now()): RolloutEvent => ({
      kind: 'said',
      id,
      at,
      who: 'rita@example.com',
      word: { kind: 'pause', because: id },
    });
    const pendingIds = async () => (await harness.inbox.pending()).map(({ id }) => id);

    it('is empty at first', async () => {
      expect(await harness.inbox.pending()).toEqual([]);
    });

    it('gives back what was said, word for word', async () => {
      const event = said('a');
      await harness.put(event);
      expect(await harness.inbox.pending()).toEqual([event]);
    });

    it('keeps an event until it is acknowledged, and no longer', async () => {
      await harness.put(said('a'));
      expect(await pendingIds()).toEqual(['a']);
      expect(await pendingIds()).toEqual(['a']);
      await harness.inbox.acknowledge(['a']);
      expect(await pendingIds()).toEqual([]);
    });

    it('gives events in the order of their times', async () => {
      const early = said('early');
      await harness.advance(1000);
      await harness.put(said('late'));
      await harness.put(early);
      expect(await pendingIds()).toEqual(['early', 'late']);
    });

    it('acknowledges only what is named', async () => {
      await harness.put(said('a'));
      await harness.put(said('b'));
      await harness.inbox.acknowledge(['a', 'unknown']);
      expect(await pendingIds()).toEqual(['b']);
    });

    it('holds an event with the same id once', async () => {
      await harness.put(said('a'));
      await harness.put(said('a'));
      expect(await pendingIds()).toEqual(['a']);
    });

    it('does not bring back an event that was acknowledged', async () => {
      await harness.put(said('a'));
      await harness.inbox.pending();
      await harness.inbox.acknowledge(['a']);
      await harness.inbox.acknowledge(['a']);
      await harness.put(said('a'));
      expect(await pendingIds()).toEqual([]);
    });

    (canForetell ? it : it.skip)('holds an event back until its time', async () => {
      await harness.put(said('later', harness.now() + 5000));
      await harness.advance(4999);
      expect(await pendingIds()).toEqual([]);
      await harness.advance(1);
      expect(await pendingIds()).toEqual(['later']);
    });
  });
}
