import type { ConnectorConformance, Score } from '@esplanade/connector-kit/conformance'
import { CliError } from '../error-report.ts'
import { EXIT_CODES } from '../exit-code.ts'
import type { Face } from '../face.ts'
import { CONNECTOR_NAMES } from '../init/vendor.ts'
import { counted } from '../output/figures.ts'
import { printScores } from '../output/results/print-score.ts'
import { hasConnectorPart, loadConnectorPart } from './load-connector-part.ts'

/** Plays the suite for one connector, or for every vendor installed here. */
export async function scoreConnectors(
  face: Face,
  name: string | undefined,
  brokenOnly: boolean,
): Promise<number> {
  const { folder } = face.world
  const names =
    name === undefined ? CONNECTOR_NAMES.filter(one => hasConnectorPart(one, 'conformance', folder)) : [name]
  if (names.length === 0)
    throw new CliError('configuration', `No connector is installed in ${folder}; name one that is.`)
  const progress = face.progress()
  const scores: Score[] = []
  try {
    for (const one of names) {
      const conformance = await loadConformance(one, folder)
      const { runConformance } = await loadSuite()
      const task = `score ${one}`
      const score = await runConformance(conformance, (done, total) =>
        progress.report({ kind: 'progress', task, done, total }),
      )
      progress.report({ kind: 'done', task, text: `${counted(score.kept, 'guarantee')} kept` })
      scores.push(score)
    }
  } finally {
    progress.stop()
  }
  face.answer({ scores }, paint => printScores(scores, paint, brokenOnly))
  return scores.some(({ broken }) => broken > 0) ? EXIT_CODES.unmet.code : EXIT_CODES.ok.code
}

async function loadConformance(name: string, folder: string): Promise<ConnectorConformance<unknown>> {
  const { main } = await loadConnectorPart(name, 'conformance', folder)
  if (typeof main === 'object' && main !== null && 'connector' in main && 'harness' in main)
    return main as ConnectorConformance<unknown>
  throw new CliError(
    'configuration',
    `@esplanade/${name}/conformance exports something else than a connector with its harness.`,
  )
}

/** The suite's claims are made with vitest's `expect`, which only those who prove connectors install. */
async function loadSuite() {
  try {
    return await import('@esplanade/connector-kit/conformance')
  } catch (cause) {
    throw new CliError(
      'configuration',
      'Proving a connector needs vitest; run `npm install --save-dev vitest`.',
      {
        cause,
      },
    )
  }
}
