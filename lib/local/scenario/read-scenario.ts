import { readSource, type SourceResult } from '../../plan/source/read-source.js';
import { scenarioFile, type ScenarioFile } from './scenario-file.js';

/**
 * Reads a scenario file. Never throws on bad input: every mistake is reported at once, each with its place.
 * @param file name of the file, for messages
 * @param text its content
 */
export function readScenario(file: string, text: string): SourceResult<ScenarioFile> {
  return readSource(file, text, scenarioFile);
}
