import { evaluateFlag } from '../../lib/flags/evaluate.js';
import { servedVariant } from '../../lib/flags/served-variant.js';
import { blockedDocument } from '../../lib/rollout/blocked-document.js';
import { planFrom } from '../local/plan-fixture.js';

it.each(['comfyfixer', 'connection-flow', 'dark-launch', 'phoenix', 'unified-pipeline'])(
  'the version of the break-glass card lets nobody have anything new in %s',
  (name) => {
    const plan = planFrom(`plans/${name}.yaml`);
    const document = blockedDocument(plan);
    expect(Object.keys(document.values)).toEqual(Object.keys(plan.flags));
    const everything = { enabled: true, variant: 'new', attributes: {}, why: '' };
    for (const flag of Object.keys(plan.flags)) {
      const brake = evaluateFlag(document, flag, { [plan.audience.key]: 'anybody', bucket: 0 });
      expect(servedVariant(everything, brake, 'old').variant).toBe('old');
    }
  },
);
