import {
  CreateHostedConfigurationVersionCommand,
  GetHostedConfigurationVersionCommand,
  paginateListHostedConfigurationVersions,
  type AppConfigClient,
} from '@aws-sdk/client-appconfig';
import type { FlagDocument } from '../../flags/document.js';
import { sameDocument } from '../../flags/same-document.js';
import { classify, ServiceError } from '../service-error.js';
import { readHosted } from './hosted-document.js';

/** So many documents are kept in memory; one may have megabytes, and a lane serves two of them at most. */
const KEPT = 4;

/** How it went to have a document stored under a label. */
export type StoredVersion =
  | { readonly kind: 'stored'; readonly number: number }
  | { readonly kind: 'labelTaken'; readonly number: number };

/** The hosted versions of one flag profile. They never change, so that each is read once. */
export class HostedVersions {
  readonly #kept = new Map<number, FlagDocument>();

  constructor(
    private readonly client: AppConfigClient,
    private readonly applicationId: string,
    private readonly profileId: string,
  ) {}

  /**
   * The document of a version; nothing when the version was deleted, or is no flag document.
   * @throws ServiceError when it cannot be read just now
   */
  async read(number: number): Promise<FlagDocument | undefined> {
    const kept = this.#kept.get(number);
    if (kept) return kept;
    const document = await this.#get(number);
    if (document) this.#keep(number, document);
    return document;
  }

  /**
   * Stores a document under a label. A version that a crashed attempt has left there is used again when it says the
   * same. Whether AppConfig lets two versions share a label is not documented: it never comes to that.
   * @throws ServiceError when AppConfig refuses the version or does not answer
   */
  async store(label: string, document: FlagDocument): Promise<StoredVersion> {
    const before = await this.#underLabel(label, document);
    if (before) return before;
    try {
      const { VersionNumber } = await this.client.send(
        new CreateHostedConfigurationVersionCommand({
          ApplicationId: this.applicationId,
          ConfigurationProfileId: this.profileId,
          ContentType: 'application/json',
          Content: new TextEncoder().encode(JSON.stringify(document)),
          VersionLabel: label,
        }),
      );
      if (VersionNumber === undefined) throw new Error('AppConfig stored a version without a number');
      this.#keep(VersionNumber, document);
      return { kind: 'stored', number: VersionNumber };
    } catch (error) {
      // Another controller may have stored the same in this moment.
      const kind = classify(error);
      const now =
        kind === 'conflict' || kind === 'invalid' ? await this.#underLabel(label, document) : undefined;
      if (now) return now;
      throw new ServiceError('appconfig:CreateHostedConfigurationVersion', error);
    }
  }

  /** The version with the label that says the same as `document`, or else any that has the label. */
  async #underLabel(label: string, document: FlagDocument): Promise<StoredVersion | undefined> {
    const numbers = await this.#labelled(label);
    for (const number of numbers) {
      const stored = await this.read(number);
      if (stored && sameDocument(stored, document)) return { kind: 'stored', number };
    }
    const [taken] = numbers;
    return taken === undefined ? undefined : { kind: 'labelTaken', number: taken };
  }

  async #labelled(label: string): Promise<readonly number[]> {
    const numbers: number[] = [];
    const request = {
      ApplicationId: this.applicationId,
      ConfigurationProfileId: this.profileId,
      VersionLabel: label,
    };
    try {
      for await (const page of paginateListHostedConfigurationVersions({ client: this.client }, request))
        for (const { VersionNumber, VersionLabel } of page.Items ?? [])
          // A label that ends in `*` would be taken for a prefix.
          if (VersionNumber !== undefined && VersionLabel === label) numbers.push(VersionNumber);
    } catch (error) {
      throw new ServiceError('appconfig:ListHostedConfigurationVersions', error);
    }
    return numbers;
  }

  async #get(number: number): Promise<FlagDocument | undefined> {
    try {
      const { Content } = await this.client.send(
        new GetHostedConfigurationVersionCommand({
          ApplicationId: this.applicationId,
          ConfigurationProfileId: this.profileId,
          VersionNumber: number,
        }),
      );
      return Content && readHosted(Content);
    } catch (error) {
      if (classify(error) === 'missing') return undefined;
      throw new ServiceError('appconfig:GetHostedConfigurationVersion', error);
    }
  }

  #keep(number: number, document: FlagDocument): void {
    this.#kept.set(number, document);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}
