import { type Instant, isoInstant, parseDuration, parseInstant } from '../../schema/index.ts'
import type { EventExpression } from '../../segments/index.ts'
import { createRandom } from '../data/random.ts'
import {
  type ArmOutcome,
  assignArms,
  HOLDOUT,
  reportExperiment,
  type SegmentOutcome,
  type SegmentReport,
} from '../experiments/index.ts'
import type { MeasuredFeatures } from '../features/index.ts'
import { type ExperimentDefinition, experimentOf } from './experiment-score.ts'
import { measureAt, numbersOf } from './read-table.ts'
import type { ScoringContext } from './score-kind.ts'

/** Members of each segment at the start of the experiment, ascending. */
export type Enrolled = ReadonlyMap<string, Uint32Array>

/**
 * What became of an experiment at a planned look: who acted in from < t ≤ from + within, of those who were
 * members when it began. Throws `RangeError` while the time to act is not over: who has not acted yet would
 * count as somebody who never did.
 */
export async function experimentResults(
  definition: ExperimentDefinition,
  context: ScoringContext,
  { enrolled, look }: { readonly enrolled: Enrolled; readonly look: number },
): Promise<SegmentReport[]> {
  const until = endOf(definition)
  if (until > context.now) {
    throw new RangeError(
      `The time to act of "${context.name}" ends at ${isoInstant(until)}; ask for its results after that.`,
    )
  }
  const experiment = experimentOf(context.name, definition)
  const measured = await measureAt(metricsAfter(definition), context, until)
  const outcomes = definition.segments.map((segment): SegmentOutcome => {
    const contacts = enrolled.get(segment) ?? new Uint32Array()
    const arms = assignArms(experiment, segment, contacts)
    return {
      segment,
      arms: experiment.arms.map((_, position) =>
        outcomeOf(
          contacts.filter((_, row) => arms[row] !== HOLDOUT && arms[row] === position),
          definition.metrics,
          measured,
        ),
      ),
    }
  })
  return reportExperiment(experiment, outcomes, { look, random: createRandom(context.seed) })
}

const endOf = ({ from, within }: ExperimentDefinition): Instant =>
  ((parseInstant(from) ?? 0) + (parseDuration(within) ?? 0)) as Instant

function metricsAfter({ metrics, from }: ExperimentDefinition): Record<string, EventExpression> {
  const start = isoInstant(parseInstant(from) ?? (0 as Instant))
  return Object.fromEntries(
    Object.entries(metrics).map(([id, metric]) => [
      id,
      { ...metric, where: { ...metric.where, at: { more_than: start } } },
    ]),
  )
}

function outcomeOf(
  contacts: Uint32Array,
  metrics: ExperimentDefinition['metrics'],
  measured: MeasuredFeatures,
): ArmOutcome {
  const rows = new Map(Array.from(measured.contactNo, (contact, row) => [contact, row]))
  const successes: Record<string, number> = {}
  const spent: Record<string, Float64Array> = {}
  for (const [id, metric] of Object.entries(metrics)) {
    const values = numbersOf(measured, id)
    const own = Float64Array.from(contacts, contact => values[rows.get(contact) ?? -1] ?? 0).filter(
      value => value !== 0,
    )
    if (metric.count) successes[id] = own.length
    else spent[id] = own
  }
  return { contacts: contacts.length, successes, spent }
}
