import type { CHANNELS } from '../plan/schema/people.js';
import type { StepNotice } from '../plan/rollout-plan.js';

type Channel = (typeof CHANNELS)[number];
type Recipients = StepNotice['to'];

/** A message that has to reach people. */
export interface MessageEffect {
  readonly id: string;
  readonly kind: 'message';
  /** What it is about, for filters and templates. */
  readonly about:
    | 'notice'
    | 'correction'
    | 'digest'
    | 'survey'
    | 'alert'
    | 'ask'
    | 'task'
    | 'incident'
    | 'gate'
    | 'deadline'
    | 'result';
  readonly to: Recipients;
  readonly by: readonly Channel[];
  readonly say: string;
  /** The step whose users it is for. */
  readonly step?: string;
}

/** A hook of the plan that has to be started; it answers with an event that carries `id`. */
export interface HookEffect {
  readonly id: string;
  readonly kind: 'hook';
  readonly hook: string;
  /** The step or trigger that asked for it. */
  readonly because: string;
}

/** A value that somebody reported and that the metrics have to keep. */
export interface RecordEffect {
  readonly id: string;
  readonly kind: 'record';
  readonly metric: string;
  readonly at: number;
  readonly by: string;
  readonly value: number;
  readonly whole?: number;
}

/**
 * Something to do in the world, at least once, retried until it succeeds or is parked. What AppConfig should serve is
 * not an effect: it is computed from the state at every look.
 */
export type Effect = MessageEffect | HookEffect | RecordEffect;
