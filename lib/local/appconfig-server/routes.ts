/** Method, path and name of every operation that is served. Source: the models of the SDK's clients, 3.1124.0. */
const table: readonly (readonly [operation: string, method: string, path: string])[] = [
  ['CreateApplication', 'POST', '/applications'],
  ['ListApplications', 'GET', '/applications'],
  ['GetApplication', 'GET', '/applications/{app}'],
  ['DeleteApplication', 'DELETE', '/applications/{app}'],
  ['CreateEnvironment', 'POST', '/applications/{app}/environments'],
  ['ListEnvironments', 'GET', '/applications/{app}/environments'],
  ['GetEnvironment', 'GET', '/applications/{app}/environments/{env}'],
  ['DeleteEnvironment', 'DELETE', '/applications/{app}/environments/{env}'],
  ['CreateConfigurationProfile', 'POST', '/applications/{app}/configurationprofiles'],
  ['ListConfigurationProfiles', 'GET', '/applications/{app}/configurationprofiles'],
  ['GetConfigurationProfile', 'GET', '/applications/{app}/configurationprofiles/{profile}'],
  ['DeleteConfigurationProfile', 'DELETE', '/applications/{app}/configurationprofiles/{profile}'],
  ['CreateDeploymentStrategy', 'POST', '/deploymentstrategies'],
  ['ListDeploymentStrategies', 'GET', '/deploymentstrategies'],
  ['GetDeploymentStrategy', 'GET', '/deploymentstrategies/{strategy}'],
  // It is spelled like that.
  ['DeleteDeploymentStrategy', 'DELETE', '/deployementstrategies/{strategy}'],
  [
    'CreateHostedConfigurationVersion',
    'POST',
    '/applications/{app}/configurationprofiles/{profile}/hostedconfigurationversions',
  ],
  [
    'ListHostedConfigurationVersions',
    'GET',
    '/applications/{app}/configurationprofiles/{profile}/hostedconfigurationversions',
  ],
  [
    'GetHostedConfigurationVersion',
    'GET',
    '/applications/{app}/configurationprofiles/{profile}/hostedconfigurationversions/{version}',
  ],
  [
    'DeleteHostedConfigurationVersion',
    'DELETE',
    '/applications/{app}/configurationprofiles/{profile}/hostedconfigurationversions/{version}',
  ],
  ['StartDeployment', 'POST', '/applications/{app}/environments/{env}/deployments'],
  ['ListDeployments', 'GET', '/applications/{app}/environments/{env}/deployments'],
  ['GetDeployment', 'GET', '/applications/{app}/environments/{env}/deployments/{number}'],
  ['StopDeployment', 'DELETE', '/applications/{app}/environments/{env}/deployments/{number}'],
  ['StartConfigurationSession', 'POST', '/configurationsessions'],
  ['GetLatestConfiguration', 'GET', '/configuration'],
  // Ours, not of AWS.
  ['Declare', 'POST', '/phasegate/declare'],
];

const routes = table.map(([operation, method, path]) => ({ operation, method, parts: path.split('/') }));

/** The operation that a request asks for, and the members of its path; nothing when there is none. */
export function routeOf(
  method: string,
  path: string,
): { readonly operation: string; readonly params: Readonly<Record<string, string>> } | undefined {
  const parts = path.replace(/\/$/u, '').split('/');
  for (const route of routes) {
    const params = route.method === method ? match(route.parts, parts) : undefined;
    if (params) return { operation: route.operation, params };
  }
  return undefined;
}

function match(
  pattern: readonly string[],
  parts: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (expected.startsWith('{')) params[expected.slice(1, -1)] = decodeURIComponent(part);
    else if (expected !== part) return undefined;
  }
  return params;
}
