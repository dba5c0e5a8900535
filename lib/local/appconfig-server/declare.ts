import * as z from 'zod';
import { badRequest, jsonOf, type Operation } from './wire.js';
import type { World } from './world.js';

/** What a process tells the server about resources that were created elsewhere, such as in an emulator. */
const declaration = z.strictObject({
  strategies: z
    .record(
      z.string(),
      z.strictObject({
        spreadMinutes: z.int().min(0).max(1_440),
        growth: z.enum(['linear', 'exponential']),
        growthFactor: z.number().min(1).max(100),
        bakeMinutes: z.int().min(0).max(1_440),
      }),
    )
    .optional(),
  environments: z
    .array(
      z.strictObject({ applicationId: z.string(), id: z.string(), monitors: z.array(z.string()).max(5) }),
    )
    .optional(),
  monitors: z
    .record(
      z.string(),
      z.strictObject({
        state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
        actionsEnabled: z.boolean().default(true),
      }),
    )
    .optional(),
});

/** `POST /phasegate/declare`: strategies by id, environments with their alarms, and the states of alarms. */
export function declareOperation(world: World): Operation {
  return (call) => {
    const { success, data, error } = declaration.safeParse(jsonOf(call));
    if (!success) throw badRequest(z.prettifyError(error));
    for (const [id, strategy] of Object.entries(data.strategies ?? {})) world.declareStrategy(id, strategy);
    for (const { applicationId, id, monitors } of data.environments ?? []) {
      world.application(applicationId);
      world.putEnvironment(applicationId, id, id, monitors);
    }
    for (const [name, { state, actionsEnabled }] of Object.entries(data.monitors ?? {}))
      world.setMonitor(name, state, actionsEnabled);
    return { status: 204 };
  };
}
