import type { HostedProfile, HostedVersion } from './hosted-profile.js';
import { pageOf } from './paging.js';
import { badRequest, header, param, type Call, type Operation, type Reply } from './wire.js';
import type { World } from './world.js';

/** Hosted configuration versions: the content is the body, everything else travels in headers. */
export function versionOperations(world: World): Readonly<Record<string, Operation>> {
  const profileOf = (call: Call) => world.profile(param(call, 'app'), param(call, 'profile'));
  return {
    CreateHostedConfigurationVersion: (call) => {
      const profile = profileOf(call);
      const label = call.headers['versionlabel'];
      const description = header(call, 'description');
      const lock = header(call, 'latest-version-number');
      const contentType = header(call, 'content-type');
      if (contentType === undefined) throw badRequest('the header Content-Type is required');
      const version = profile.create({
        contentType,
        content: call.body,
        at: world.time.real(),
        ...(typeof label === 'string' ? { label } : {}),
        ...(description === undefined ? {} : { description }),
        ...(lock === undefined ? {} : { lock: Number(lock) }),
      });
      return versionReply(201, profile, version);
    },
    GetHostedConfigurationVersion: (call) => {
      const profile = profileOf(call);
      return versionReply(200, profile, profile.get(param(call, 'version')));
    },
    ListHostedConfigurationVersions: (call) => {
      const profile = profileOf(call);
      const wanted = labelFilter(call.query.get('version_label'));
      return pageOf(
        call,
        profile
          .list()
          .filter(({ label }) => wanted(label))
          .map((version) => ({
            ApplicationId: profile.applicationId,
            ConfigurationProfileId: profile.id,
            VersionNumber: version.number,
            Description: version.description,
            ContentType: version.contentType,
            VersionLabel: version.label,
          })),
      );
    },
    DeleteHostedConfigurationVersion: (call) => {
      profileOf(call).delete(param(call, 'version'));
      return { status: 204 };
    },
  };
}

/** An exact label, or a prefix that ends in `*`. Source: API reference of ListHostedConfigurationVersions. */
function labelFilter(filter: string | null): (label: string | undefined) => boolean {
  if (filter === null) return () => true;
  return filter.endsWith('*')
    ? (label) => label?.startsWith(filter.slice(0, -1)) === true
    : (label) => label === filter;
}

function versionReply(status: number, profile: HostedProfile, version: HostedVersion): Reply {
  return {
    status,
    bytes: version.content,
    headers: {
      'Application-Id': profile.applicationId,
      'Configuration-Profile-Id': profile.id,
      'Version-Number': String(version.number),
      'Content-Type': version.contentType,
      ...(version.label === undefined ? {} : { VersionLabel: version.label }),
      ...(version.description === undefined ? {} : { Description: version.description }),
    },
  };
}
