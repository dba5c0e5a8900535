import { AT_ONCE } from '../../../lib/contract/deployment-strategy.js';
import { markedDocument } from '../../contracts/flag-lane.contract.js';
import { deploy, environmentWith, MINUTE, RISE } from './environment-fixture.js';

describe('the labels of versions', () => {
  it.each<['allowed' | 'refused', string]>([
    ['allowed', 'started'],
    ['refused', 'rejected'],
  ])('used again for other content are %s', (labelReuse, kind) => {
    const environment = environmentWith({ switches: { labelReuse } });
    deploy(environment, 'v1', 0);
    const other = { label: 'v1', document: markedDocument('other'), description: '', strategy: AT_ONCE };
    expect(environment.deploy(other, MINUTE).kind).toBe(kind);
  });

  it('are taken by a version whose deployment met a conflict', () => {
    const environment = environmentWith({ switches: { labelReuse: 'refused' } });
    deploy(environment, 'v1', 0, RISE);
    expect(deploy(environment, 'v2', 1).kind).toBe('conflict');
    const other = { label: 'v2', document: markedDocument('other'), description: '', strategy: AT_ONCE };
    expect(environment.deploy(other, 30 * MINUTE).kind).toBe('rejected');
    expect(deploy(environment, 'v2', 30).kind).toBe('started');
  });
});

describe('the description of a deployment', () => {
  it.each([
    [1_024, 'started'],
    [1_025, 'rejected'],
  ])('of %d characters is %s', (length, kind) => {
    const request = { label: 'v1', document: markedDocument('v1'), strategy: AT_ONCE };
    const answer = environmentWith().deploy({ ...request, description: 'd'.repeat(length) }, 0);
    expect(answer.kind).toBe(kind);
  });
});

describe('the size of a document', () => {
  const request = { label: 'v1', description: '', strategy: AT_ONCE };
  const emptyBytes = JSON.stringify(markedDocument('')).length;

  it.each([
    [2_048 * 1_024, 'started'],
    [2_048 * 1_024 + 1, 'rejected'],
  ])('of %d bytes is %s', (bytes, kind) => {
    const document = markedDocument('x'.repeat(bytes - emptyBytes));
    expect(environmentWith().deploy({ ...request, document }, 0).kind).toBe(kind);
  });

  it('is counted in bytes, not in characters', () => {
    const document = markedDocument('ü'.repeat(1_024 * 1_024));
    expect(environmentWith().deploy({ ...request, document }, 0).kind).toBe('rejected');
  });
});
