import * as z from 'zod';
import type { DrillView } from '../../report/drill-view.js';
import type { StatusView } from '../../report/status-view.js';

const because = z.string().min(1).max(500).optional();

/** What people may say through `operate`. */
export const operateWord = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pause'), because }),
  z.strictObject({ kind: z.literal('resume') }),
  z.strictObject({ kind: z.literal('promote') }),
  z.strictObject({ kind: z.literal('retry') }),
  z.strictObject({ kind: z.literal('revert'), what: z.enum(['step', 'phase', 'all']), because }),
  z.strictObject({ kind: z.literal('disable'), flags: z.array(z.string().min(1).max(64)).min(1).max(100) }),
  z.strictObject({ kind: z.literal('kill') }),
  z.strictObject({ kind: z.literal('drill') }),
]);
export type OperateWord = z.infer<typeof operateWord>;

/** Of a command: the same id is the same command. */
const commandId = z.string().min(8).max(100);

/** A request to the function `operate`. Who asks is never taken from it: only from the signature, where there is one. */
export const operateRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('status') }),
  /** How the drill goes that was begun by the command with this id. */
  z.strictObject({ kind: z.literal('drill'), id: commandId }),
  z.strictObject({
    kind: z.literal('say'),
    id: commandId,
    /** Of the state that the person has seen. */
    generation: z.int().min(0),
    word: operateWord,
    /** A request to STS that the person has signed, see `signIdentity`. */
    identity: z.unknown().optional(),
  }),
]);
export type OperateRequest = z.infer<typeof operateRequest>;

/** What came of a request. */
export type OperateAnswer =
  | { readonly kind: 'status'; readonly view: StatusView }
  /** Done and recorded, in the words of the evidence. */
  | { readonly kind: 'done'; readonly say: readonly string[]; readonly view: StatusView }
  /** Of a drill: what was seen so far, nothing before it has begun to look. */
  | { readonly kind: 'drill'; readonly drill?: DrillView; readonly recorded: boolean }
  | { readonly kind: 'refused'; readonly reason: string; readonly view?: StatusView };

/** Whether a word may let exposure rise: then somebody has to be known to say it. */
export function raises({ kind }: OperateWord): boolean {
  switch (kind) {
    case 'resume':
    case 'promote':
    case 'retry':
      return true;
    case 'pause':
    case 'revert':
    case 'disable':
    case 'kill':
      return false;
    case 'drill':
      // It lets nobody in: its flag and its lanes are its own.
      return false;
  }
}
