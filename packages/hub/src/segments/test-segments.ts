import {
  formatProblem,
  parseSegmentTests,
  runSegmentTests,
  type SegmentTestReport,
} from '@esplanade/core/segments'
import { checkConfig, type HubConfig } from '../config.ts'
import { ConfigError } from '../config-error.ts'
import { readRates } from '../rates/read-rates.ts'
import { readDefinitions } from '../segments.ts'
import { testFiles } from './segment-files.ts'

export type SegmentTestResult = SegmentTestReport

/**
 * Runs the test files beside the segment definitions. Needs no store, no key and no network, so it runs
 * wherever the files are. Throws `ConfigError` with every problem of definitions or test files.
 */
export async function testSegments(config: HubConfig, folder: string): Promise<SegmentTestResult> {
  const checked = checkConfig(config)
  const { definitions } = await readDefinitions(checked, folder)
  const { catalog, currency, timeZone } = checked
  // Segments made by the builder have no folder, and so no tests in one.
  const files = typeof checked.segments === 'string' ? await testFiles(folder, checked.segments) : []
  const segments = new Set<string>(definitions.map(({ id }) => id))
  const cases = parseSegmentTests(files, { catalog, currency, segments })
  if (!cases.ok) throw new ConfigError(cases.problems.map(formatProblem))
  const rates = await readRates({ config: checked, folder })
  return runSegmentTests(cases.value, definitions, { catalog, currency, timeZone, ...(rates && { rates }) })
}
