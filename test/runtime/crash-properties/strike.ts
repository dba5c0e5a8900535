import { foreignDocument } from './foreign-document.js';
import type { Blow } from './storm.js';
import type { StormyWorld } from './stormy-world.js';

/** Lets one thing happen to a world. */
export async function strike(world: StormyWorld, blow: Blow): Promise<void> {
  const { cloud, now } = world;
  switch (blow.do) {
    case 'begin':
      world.begin(blow.controller);
      return;
    case 'step':
      return world.step(blow.controller, undefined, blow.times);
    case 'go to':
      return world.step(blow.controller, blow.place);
    case 'fail':
      world.failCall(blow.controller);
      return;
    case 'die':
      world.kill(blow.controller);
      return;
    case 'pass':
      return world.passTo(now + blow.seconds * 1000);
    case 'calm':
      for (let run = 0; run < blow.runs; run += 1) await world.goOn();
      return;
    case 'metric':
      cloud.metrics.set(blow.metric, blow.health);
      return;
    case 'monitor':
      cloud.monitor = blow.state;
      return;
    case 'say':
      cloud.say(blow.who, blow.word);
      return;
    case 'answer':
      if (world.hasBegun) cloud.answerPeople(world.state, blow.yes);
      return;
    case 'repeat':
      cloud.inbox.repeat(blow.back);
      return;
    case 'mute':
      cloud.muted = blow.messages;
      return;
    case 'fault':
    case 'foreign':
    case 'undo':
    case 'fail inside':
      strikeLane(world, blow);
  }
}

/** Lets something happen to one lane, the lanes of all environments counted through. */
function strikeLane(world: StormyWorld, blow: Blow & { readonly lane: number }): void {
  const { cloud, plan, now } = world;
  const lane = cloud.allLanes[blow.lane % cloud.allLanes.length];
  if (!lane) return;
  switch (blow.do) {
    case 'fault':
      lane.faults.push(...blow.faults);
      return;
    case 'foreign': {
      const newest = lane.watched.environment.look(now).latest?.label ?? 'theirs-1';
      const label = blow.label === 'ours' ? newest : blow.label;
      lane.watched.deployForeign(foreignDocument(plan, blow.everybody), label, now);
      return;
    }
    case 'undo':
      lane.watched.undo(blow.back, now);
      return;
    case 'fail inside':
      lane.watched.environment.failInside(now);
  }
}
