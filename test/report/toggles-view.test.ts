import { variableName } from '../../lib/report/toggles-view.js';

it.each([
  ['microSlots', 'MICRO_SLOTS'],
  ['read', 'READ'],
  ['new-checkout', 'NEW_CHECKOUT'],
  ['useHTTP2', 'USE_HTTP2'],
  ['parseXMLFast', 'PARSE_XML_FAST'],
  ['api2Client', 'API2_CLIENT'],
  ['snake_case', 'SNAKE_CASE'],
])('the flag %s is the variable %s', (key, name) => {
  expect(variableName({ key })).toBe(name);
});

it('a flag is called as its plan says', () => {
  expect(variableName({ key: 'read', env: 'FEATURE_READ' })).toBe('FEATURE_READ');
});
