import { didYouMean, isoInstant, parseInstant, type SegmentId } from '@esplanade/core/schema'
import { countOfLooks, experimentResults } from '@esplanade/core/scores'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { readDefinitions } from '../segments.ts'
import type { ExperimentReport } from './results.ts'
import { scoreContext } from './score-context.ts'

/**
 * The results of an experiment at a planned look; the last, unless another is asked for. Throws
 * `RequestError` for a name that is no experiment, while it still runs, and for a look that was not planned.
 */
export async function experimentReport(
  hub: HubContext,
  { experiment, look, signal }: { experiment: string; look: number | undefined; signal: AbortSignal },
): Promise<ExperimentReport> {
  const definition = hub.config.scores.get(experiment)
  if (definition?.kind !== 'experiment') throw noExperiment(hub, experiment)
  const now = hub.clock.now()
  const { resolved: segments } = await readDefinitions(hub.config, hub.folder)
  const context = await scoreContext(hub, { name: experiment, definition, segments, now, signal })
  const start = parseInstant(definition.from) ?? now
  const enrolled = new Map<string, Uint32Array>()
  for (const segment of definition.segments) enrolled.set(segment, await membersAt(hub, segment, start))
  const asked = look ?? countOfLooks(definition)
  try {
    const results = await experimentResults(definition, context, { enrolled, look: asked })
    return { experiment, asOf: isoInstant(now), from: isoInstant(start), look: asked, segments: results }
  } catch (error) {
    if (error instanceof RangeError) throw new RequestError(error.message)
    throw error
  }
}

/** Who was a member as the hub believed then; of a segment first evaluated later, at its first evaluation. */
async function membersAt({ store }: HubContext, id: string, at: number): Promise<Uint32Array> {
  const stored = (await store.state.segments()).find(segment => segment.id === (id as SegmentId))
  if (stored === undefined) return new Uint32Array()
  const spells = await store.facts.membershipHistory({ segment: stored.segmentNo })
  const first = spells.reduce((least, { enteredAt }) => Math.min(least, enteredAt), Number.POSITIVE_INFINITY)
  const moment = Math.max(at, first)
  const members = spells.filter(
    ({ enteredAt, leftAt }) => enteredAt <= moment && (leftAt === null || leftAt > moment),
  )
  return Uint32Array.from(new Set(members.map(({ contactNo }) => contactNo as number))).sort()
}

function noExperiment({ config }: HubContext, name: string): RequestError {
  const known = [...config.scores].flatMap(([score, { kind }]) => (kind === 'experiment' ? [score] : []))
  return new RequestError(
    `"${name}" is no experiment of this hub.${didYouMean(name, known)} It has ${known.join(', ') || 'none'}.`,
  )
}
