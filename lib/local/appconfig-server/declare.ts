import * as z from 'zod';
import { FLAGS_TYPE } from './hosted-profile.js';
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
  applications: z.array(z.strictObject({ id: z.string(), name: z.string() })).optional(),
  profiles: z
    .array(z.strictObject({ applicationId: z.string(), id: z.string(), name: z.string() }))
    .optional(),
  environments: z
    .array(
      z.strictObject({
        applicationId: z.string(),
        id: z.string(),
        /** @default its id */
        name: z.string().optional(),
        monitors: z.array(z.string()).max(5),
      }),
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

/** `POST /phasegate/declare`: applications, profiles, strategies, environments with their alarms, and states of alarms. */
export function declareOperation(world: World): Operation {
  return (call) => {
    const { success, data, error } = declaration.safeParse(jsonOf(call));
    if (!success) throw badRequest(z.prettifyError(error));
    for (const [id, strategy] of Object.entries(data.strategies ?? {})) world.declareStrategy(id, strategy);
    for (const { id, name } of data.applications ?? []) world.applications.set(id, { id, name });
    for (const { applicationId, id, name } of data.profiles ?? [])
      world.putProfile(world.application(applicationId).id, id, name, FLAGS_TYPE);
    for (const { applicationId, id, name = id, monitors } of data.environments ?? [])
      world.putEnvironment(world.application(applicationId).id, id, name, monitors);
    for (const [name, { state, actionsEnabled }] of Object.entries(data.monitors ?? {}))
      world.setMonitor(name, state, actionsEnabled);
    return { status: 204 };
  };
}
