import { Logger } from '@aws-lambda-powertools/logger';
import { Tracer } from '@aws-lambda-powertools/tracer';
import type { Stack } from './open-rollout.js';

/**
 * The log of a function, and traces of what it asks AWS. Not for the function that reverts: it loads nothing that it can
 * do without.
 */
export function observed({ deployed, clients }: Pick<Stack, 'deployed' | 'clients'>): Logger {
  const serviceName = `phasegate-${deployed.rollout}`;
  const tracer = new Tracer({ serviceName });
  for (const client of Object.values(clients)) tracer.captureAWSv3Client(client);
  return new Logger({ serviceName });
}
