import { readFileSync } from 'node:fs';
import { EmbeddedEngine } from '../lib/local/embedded-engine.js';
import { bindScenario } from '../lib/local/scenario/bind-scenario.js';
import { readScenario } from '../lib/local/scenario/read-scenario.js';
import { planStart } from '../lib/plan/calendar.js';
import { readPlan } from '../lib/plan/read-plan.js';
import { planHash } from '../lib/runtime/plan-hash.js';

/** Carries Phoenix out in this process, without output and evidence; seconds from the read plan to `completed`. */
export async function runPhoenix(): Promise<number> {
  const text = readFileSync('plans/phoenix.yaml', 'utf8');
  const { plan } = readPlan('plans/phoenix.yaml', text, (list) => readFileSync(`plans/${list}`, 'utf8'));
  if (!plan?.starts) throw new Error('plans/phoenix.yaml cannot be read, or says no start');
  const scenario = readScenario('all-well', readFileSync('scenarios/all-well.yaml', 'utf8')).value;
  const { bound } = scenario ? bindScenario(scenario, plan) : { bound: undefined };
  if (!bound) throw new Error('scenarios/all-well.yaml does not fit');
  const started = performance.now();
  const engine = new EmbeddedEngine({
    plan,
    planHash: planHash(text, {}),
    scenario: bound,
    startsAt: planStart(plan, plan.starts),
  });
  const { outcome } = await engine.run();
  if (outcome !== 'completed') throw new Error(`the run ended as ${outcome}`);
  return (performance.now() - started) / 1000;
}
