import type { FlagDocument } from '../../flags/document.js';
import type { DeploymentStrategy } from '../../contract/deployment-strategy.js';
import type { AppConfigSwitches } from './switches.js';

/** A hosted configuration version. */
export interface Version {
  readonly label: string;
  readonly document: FlagDocument;
}

const MAX_DOCUMENT_KB = 2_048;
const MAX_LABEL = 64;
const MAX_DESCRIPTION = 1_024;
const MAX_MINUTES = 1_440;

/** The hosted versions of one profile. A version is stored before its deployment starts and stays when that fails. */
export class VersionStore {
  readonly #byLabel = new Map<string, FlagDocument>();
  readonly #labelReuse: AppConfigSwitches['labelReuse'];

  constructor(labelReuse: AppConfigSwitches['labelReuse']) {
    this.#labelReuse = labelReuse;
  }

  /**
   * Stores a version; one that is there already with the same content is used again.
   * @returns why it is refused, or nothing.
   */
  store(version: Version): string | undefined {
    const refusal = labelRefusal(version.label) ?? documentRefusal(version.document);
    if (refusal !== undefined) return refusal;
    const known = this.#byLabel.get(version.label);
    if (known !== undefined && this.#labelReuse === 'refused' && !sameContent(known, version.document)) {
      return `another version has the label "${version.label}" and other content: give every version a label of its own`;
    }
    this.#byLabel.set(version.label, version.document);
    return undefined;
  }
}

/** Why AppConfig would not take a deployment's description or strategy, or nothing. */
export function requestRefusal(request: {
  readonly description: string;
  readonly strategy: DeploymentStrategy;
}): string | undefined {
  const { description, strategy } = request;
  if (description.length > MAX_DESCRIPTION) {
    return `the description has ${description.length} characters, AppConfig allows ${MAX_DESCRIPTION}: shorten it`;
  }
  const wrongMinutes =
    minutesRefusal('spread', strategy.spreadMinutes) ?? minutesRefusal('bake', strategy.bakeMinutes);
  if (wrongMinutes !== undefined) return wrongMinutes;
  return strategy.growthFactor >= 1 && strategy.growthFactor <= 100
    ? undefined
    : `a growth factor of ${strategy.growthFactor} is not between 1 and 100`;
}

function minutesRefusal(what: string, minutes: number): string | undefined {
  return Number.isInteger(minutes) && minutes >= 0 && minutes <= MAX_MINUTES
    ? undefined
    : `a ${what} of ${minutes} minutes is not a whole number from 0 to ${MAX_MINUTES}`;
}

/** Why AppConfig would not take a version label, or nothing. */
export function labelRefusal(label: string): string | undefined {
  if (label.length < 1 || label.length > MAX_LABEL) {
    return `a version label has 1 to ${MAX_LABEL} characters, "${label}" has ${label.length}`;
  }
  return /\D/.test(label)
    ? undefined
    : `the version label "${label}" needs at least one character that is no digit`;
}

/** Why a document is too large for AppConfig, or nothing. */
export function documentRefusal(document: unknown): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(document), 'utf8');
  return bytes <= MAX_DOCUMENT_KB * 1_024
    ? undefined
    : `the document has ${bytes} bytes, AppConfig stores at most ${MAX_DOCUMENT_KB} KB: split the plan's flags or lists`;
}

function sameContent(one: FlagDocument, other: FlagDocument): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
