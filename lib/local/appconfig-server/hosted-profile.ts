import type { FlagDocument } from '../../flags/document.js';
import type { AppConfigSwitches } from '../appconfig/switches.js';
import { documentRefusal, labelRefusal } from '../appconfig/versions.js';
import { badRequest, notFound, WireError } from './wire.js';

export const FLAGS_TYPE = 'AWS.AppConfig.FeatureFlags';

/** A stored version. */
export interface HostedVersion {
  readonly number: number;
  readonly label?: string;
  readonly description?: string;
  readonly contentType: string;
  readonly content: Buffer;
  /** Absent in a profile that is not of flags. */
  readonly document?: FlagDocument;
}

/** The hosted versions of one configuration profile, with the checks that AppConfig makes when it stores one. */
export class HostedProfile {
  readonly #versions = new Map<number, HostedVersion>();
  #latest = 0;

  constructor(
    readonly applicationId: string,
    readonly id: string,
    readonly name: string,
    readonly type: string,
    private readonly labelReuse: AppConfigSwitches['labelReuse'],
  ) {}

  /** The newest first. */
  list(): readonly HostedVersion[] {
    return [...this.#versions.values()].reverse();
  }

  /** @throws WireError when AppConfig would refuse it */
  create(
    given: Omit<HostedVersion, 'number' | 'document'> & { readonly lock?: number; readonly at: number },
  ): HostedVersion {
    const { lock, at, label, description, contentType, content } = given;
    const refusal = label === undefined ? undefined : (labelRefusal(label) ?? this.#reuse(label));
    if (refusal !== undefined) throw badRequest(refusal);
    if (lock !== undefined && lock !== this.#latest)
      throw new WireError(
        'ConflictException',
        `the newest version is ${String(this.#latest)}, not ${String(lock)}`,
      );
    const document = this.type === FLAGS_TYPE ? flagDocument(content) : undefined;
    const tooLarge = documentRefusal(document ?? content.toString('utf8'));
    if (tooLarge !== undefined) throw new WireError('PayloadTooLargeException', tooLarge);
    const stored = document && stamped(document, new Date(at).toISOString());
    this.#latest += 1;
    const version: HostedVersion = {
      number: this.#latest,
      contentType,
      content: stored ? Buffer.from(JSON.stringify(stored)) : content,
      ...(label === undefined ? {} : { label }),
      ...(description === undefined ? {} : { description }),
      ...(stored ? { document: stored } : {}),
    };
    this.#versions.set(version.number, version);
    return version;
  }

  /** By number, or as StartDeployment allows, by label. @throws WireError when there is none */
  get(numberOrLabel: string): HostedVersion {
    const found =
      this.#versions.get(Number(numberOrLabel)) ?? this.list().find(({ label }) => label === numberOrLabel);
    if (!found) throw notFound(`version ${numberOrLabel} of the profile ${this.id}`);
    return found;
  }

  delete(number: string): void {
    this.#versions.delete(this.get(number).number);
  }

  #reuse(label: string): string | undefined {
    return this.labelReuse === 'refused' && this.list().some((one) => one.label === label)
      ? `a version has the label "${label}" already: give every version a label of its own`
      : undefined;
  }
}

/** Of all that AppConfig checks, only what the model needs. @throws WireError when it is no flag document */
function flagDocument(content: Buffer): FlagDocument {
  try {
    const parsed = JSON.parse(content.toString('utf8')) as Partial<FlagDocument> | null;
    if (parsed?.version === '1' && isObject(parsed.flags) && isObject(parsed.values))
      return parsed as FlagDocument;
  } catch {
    // It is refused below.
  }
  throw badRequest('the content is no flag document of version "1"');
}

/** AppConfig adds time stamps to every flag and every value that it stores. */
function stamped(document: FlagDocument, at: string): FlagDocument {
  const stamps = { _createdAt: at, _updatedAt: at };
  const stampAll = <E extends object>(entries: Readonly<Record<string, E>>): Readonly<Record<string, E>> =>
    Object.fromEntries(
      Object.entries(entries).map(([key, entry]): [string, E] => [key, { ...entry, ...stamps }]),
    );
  return { ...document, flags: stampAll(document.flags), values: stampAll(document.values) };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
