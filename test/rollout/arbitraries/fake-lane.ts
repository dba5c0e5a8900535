import type { FlagDocument } from '../../../lib/flags/document.js';
import type { LaneAction } from '../../../lib/runtime/reconcile-lane.js';
import { labelOf } from '../../../lib/runtime/labels.js';
import type { DeploymentState, LaneView } from '../../../lib/runtime/ports.js';
import type { LaneSlot, RolloutState } from '../../../lib/rollout/state.js';
import type { Content } from './units.js';

interface FakeDeployment {
  readonly number: number;
  readonly label: string;
  readonly description: string;
  readonly state: DeploymentState;
  readonly content: Content;
  readonly startedAt: number;
  readonly endedAt?: number;
}

const FOREIGN = 'a-hotfix';

/** Contents are asked instead of documents. */
const NO_DOCUMENT: FlagDocument = { version: '1', flags: {}, values: {} };

/** One lane, reduced to what is served and what is on its way; its deployments end when a history says so. */
export class FakeLane {
  latest: FakeDeployment | undefined;
  served: FakeDeployment | undefined;

  get inFlight(): boolean {
    return this.latest?.state === 'deploying' || this.latest?.state === 'baking';
  }

  /** Everything that some client may hold now or soon: what is served, and what is on its way. */
  contents(): readonly Content[] {
    const served = this.served ? [this.served.content] : [];
    return this.inFlight && this.latest ? [...served, this.latest.content] : served;
  }

  /** Whether somebody else's version is served. */
  get isForeign(): boolean {
    return this.served?.label === FOREIGN;
  }

  view(): LaneView {
    const { latest } = this;
    if (!latest) return { latestNumber: 0 };
    const { content: _content, ...shown } = latest;
    return {
      latestNumber: latest.number,
      latest: { ...shown, percentage: this.inFlight ? 50 : 100 },
      ...(this.served ? { served: { label: this.served.label, document: NO_DOCUMENT } } : {}),
    };
  }

  carryOut(action: LaneAction, slot: LaneSlot, state: RolloutState, content: Content, now: number): void {
    switch (action.kind) {
      case 'none':
        return;
      case 'stop':
        this.end('rolledBack', now);
        return;
      case 'deploy': {
        const number = (this.latest?.number ?? 0) + 1;
        this.latest = {
          number,
          label: labelOf(slot.step, slot.generation, action.again ? number : undefined),
          description: `${state.rollout}: ${slot.reason}`,
          state: 'deploying',
          content,
          startedAt: now,
        };
      }
    }
  }

  /** What is in flight ends; nothing happens when nothing is. */
  end(as: 'complete' | 'rolledBack', now: number): void {
    if (!this.latest || !this.inFlight) return;
    this.latest = { ...this.latest, state: as, endedAt: now };
    if (as === 'complete') this.served = this.latest;
  }

  /** Somebody else deploys, if the lane is free; it is there at once. */
  foreign(content: Content, now: number): void {
    if (this.inFlight) return;
    const number = (this.latest?.number ?? 0) + 1;
    this.latest = {
      number,
      label: FOREIGN,
      description: 'by hand',
      state: 'complete',
      content,
      startedAt: now,
      endedAt: now,
    };
    this.served = this.latest;
  }
}
