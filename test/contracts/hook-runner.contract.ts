import type { HookEffect } from '../../lib/rollout/effect.js';
import type { RolloutEvent } from '../../lib/rollout/event.js';
import type { HookRunner, Inbox } from '../../lib/runtime/ports.js';

/** A runner with three hooks, the inbox in which they answer, and time. */
export interface HookRunnerHarness {
  readonly runner: HookRunner;
  readonly inbox: Inbox;
  /** The name of a hook that succeeds with the figure rows = 120, of one that fails, and of one that never answers. */
  readonly hooks: { readonly succeeds: string; readonly fails: string; readonly silent: string };
  /** Lets time pass until every hook that answers has answered. */
  untilAnswered(): Promise<void>;
  close?(): Promise<void>;
}

/** What every HookRunner does: it starts, and the answer comes later, as an event that carries the effect's id. */
export function describeHookRunnerContract(name: string, make: () => Promise<HookRunnerHarness>): void {
  describe(`the hook runner of ${name}`, () => {
    let harness: HookRunnerHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(async () => harness.close?.());

    const effect = (id: string, hook: string): HookEffect => ({ id, kind: 'hook', hook, because: 'beta.2' });
    const answersOf = async (...effects: readonly HookEffect[]): Promise<readonly RolloutEvent[]> => {
      for (const one of effects) await harness.runner.start(one);
      await harness.untilAnswered();
      return harness.inbox.pending();
    };

    it('answers a success with the figures of the hook', async () => {
      expect(await answersOf(effect('run-1', harness.hooks.succeeds))).toMatchObject([
        { kind: 'hook', run: 'run-1', ok: true, figures: { rows: 120 } },
      ]);
    });

    it('answers a failure with a reason', async () => {
      const [answer] = await answersOf(effect('run-1', harness.hooks.fails));
      expect(answer).toMatchObject({ kind: 'hook', run: 'run-1', ok: false });
      expect(answer?.kind === 'hook' && answer.reason).toMatch(/\S/u);
    });

    it('does not answer in the name of a hook that is silent', async () => {
      expect(await answersOf(effect('run-1', harness.hooks.silent))).toEqual([]);
    });

    it('starts a hook once for the same effect', async () => {
      const run = effect('run-1', harness.hooks.succeeds);
      const answers = await answersOf(run, run);
      expect(answers).toHaveLength(1);
      await harness.inbox.acknowledge(answers.map(({ id }) => id));
      expect(await answersOf(run)).toEqual([]);
    });

    it('answers each run of the same hook, with ids of their own', async () => {
      const answers = await answersOf(
        effect('run-1', harness.hooks.succeeds),
        effect('run-2', harness.hooks.succeeds),
      );
      expect(answers.map((answer) => answer.kind === 'hook' && answer.run).sort()).toEqual([
        'run-1',
        'run-2',
      ]);
      expect(new Set(answers.map(({ id }) => id)).size).toBe(2);
    });

    it('refuses to start a hook that nobody has defined', async () => {
      await expect(harness.runner.start(effect('run-1', 'no-such-hook'))).rejects.toThrow('no-such-hook');
    });
  });
}
