import {
  AppConfigClient,
  GetDeploymentStrategyCommand,
  ListApplicationsCommand,
  ListConfigurationProfilesCommand,
  ListDeploymentStrategiesCommand,
  ListEnvironmentsCommand,
} from '@aws-sdk/client-appconfig';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';

const EVERY_MS = 250;

interface Mirror {
  stop(): void;
}

/**
 * Tells our timed AppConfig model what CloudFormation has made in the emulator: applications, profiles, environments with
 * their alarms, strategies, and again and again what the alarms read.
 * @param from the emulator
 * @param to the model's endpoint
 */
export function mirrorAppConfig(
  from: { readonly endpoint: string; readonly region: string },
  to: string,
): Mirror {
  const appconfig = new AppConfigClient(from);
  const cloudwatch = new CloudWatchClient(from);
  const known = new Set<string>();
  const fresh = (key: string): boolean => !known.has(key) && known.add(key) !== undefined;
  let stopped = false;

  async function declare(): Promise<void> {
    const applications = (await appconfig.send(new ListApplicationsCommand({}))).Items ?? [];
    const strategies = (await appconfig.send(new ListDeploymentStrategiesCommand({}))).Items ?? [];
    const profiles = [];
    const environments = [];
    for (const { Id: ApplicationId = '' } of applications) {
      const [ofProfiles, ofEnvironments] = await Promise.all([
        appconfig.send(new ListConfigurationProfilesCommand({ ApplicationId })),
        appconfig.send(new ListEnvironmentsCommand({ ApplicationId })),
      ]);
      for (const { Id: id = '', Name: name = '' } of ofProfiles.Items ?? [])
        if (fresh(`profile ${id}`)) profiles.push({ applicationId: ApplicationId, id, name });
      for (const { Id: id = '', Name: name = '', Monitors = [] } of ofEnvironments.Items ?? [])
        if (fresh(`environment ${id}`))
          environments.push({
            applicationId: ApplicationId,
            id,
            name,
            monitors: Monitors.map(({ AlarmArn = '' }) => AlarmArn.split(':alarm:')[1] ?? AlarmArn),
          });
    }
    const newStrategies: Record<string, unknown> = {};
    for (const { Id: DeploymentStrategyId = '' } of strategies) {
      if (!fresh(`strategy ${DeploymentStrategyId}`)) continue;
      const one = await appconfig.send(new GetDeploymentStrategyCommand({ DeploymentStrategyId }));
      newStrategies[DeploymentStrategyId] = {
        spreadMinutes: one.DeploymentDurationInMinutes ?? 0,
        growth: one.GrowthType === 'EXPONENTIAL' ? 'exponential' : 'linear',
        growthFactor: one.GrowthFactor ?? 100,
        bakeMinutes: one.FinalBakeTimeInMinutes ?? 0,
      };
    }
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
    );
    const monitors = Object.fromEntries(
      [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName = '', StateValue, ActionsEnabled }) => [
        AlarmName,
        { state: StateValue, actionsEnabled: ActionsEnabled ?? true },
      ]),
    );
    const { ok, status } = await fetch(`${to}/phasegate/declare`, {
      method: 'POST',
      body: JSON.stringify({
        applications: applications
          .filter(({ Id = '' }) => fresh(`application ${Id}`))
          .map(({ Id: id, Name: name }) => ({ id, name })),
        profiles,
        environments,
        strategies: newStrategies,
        monitors,
      }),
    });
    if (!ok) throw new Error(`the AppConfig model took no declaration: HTTP ${String(status)}`);
  }

  async function goOn(): Promise<void> {
    for (;;) {
      if (stopped) return;
      await declare().catch((error: unknown) => {
        if (!stopped) console.error('mirror:', error);
      });
      await new Promise((done) => setTimeout(done, EVERY_MS));
    }
  }
  void goOn();
  return {
    stop: () => {
      stopped = true;
      appconfig.destroy();
      cloudwatch.destroy();
    },
  };
}
