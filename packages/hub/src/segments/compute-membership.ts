import { type Instant, isoInstant } from '@esplanade/core/schema'
import {
  canonicalJson,
  diffMasks,
  type Evaluation,
  type EvaluationSubject,
  evaluateAgain,
  evaluateWithin,
  planSegments,
  type ResolvedSegment,
  rosterQuestions,
  type SegmentPlan,
} from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { counted } from '../counted.ts'
import type { ComputedResult } from '../result.ts'
import type { Definitions } from '../segments.ts'
import { rostersFrom } from './rosters.ts'

export interface ComputeMembership {
  readonly definitions: Definitions
  readonly now: Instant
  readonly full: boolean
  /** Evaluates in full beside, and throws when the two differ. */
  readonly verify: boolean
}

export interface ComputedMembership {
  readonly evaluation: Evaluation
  readonly plan: SegmentPlan
  /** Keys of the rosters that no finished pull has told of. */
  readonly unread: ReadonlySet<string>
  readonly computed: Omit<ComputedResult, 'ms'> & { readonly ms: Omit<ComputedResult['ms'], 'write'> }
}

/** Computes who is in which segment: by what changed since the last time where that is possible. */
export async function computeMembership(
  hub: HubContext,
  { definitions, now, full, verify }: ComputeMembership,
): Promise<ComputedMembership> {
  const { config, store, clock, memory } = hub
  const { currency, timeZone, maxStateBytes } = config
  const rosters = rostersFrom(hub)
  const subject: EvaluationSubject = {
    planAt: asOf => planSegments(definitions.resolved, { asOf, currency, timeZone }),
    rosters: rosters.answer,
    fingerprint: fingerprintOf(hub, definitions),
  }
  const request = { subject, now, full, maxStateBytes, timer: () => clock.now() }
  // One moment of the store for everything that is read, and for the state that is kept of it.
  const { evaluation, mode, reason, touched, phases, wrong } = await store.atomically(async () => {
    const evaluated = await evaluateAgain(memory, request, store.facts)
    return { ...evaluated, wrong: verify ? await differences(evaluated.evaluation, subject, hub) : [] }
  })
  if (wrong.length > 0) {
    memory.kept = null
    await store.facts.changes?.saveSnapshot([], 0)
    throw new Error(
      `The evaluation by difference is not what a full one says as of ${isoInstant(evaluation.asOf)}: ${wrong.join('; ')}. Nothing was stored, and the next evaluation is full; please report this with the definitions of these segments.`,
    )
  }
  return {
    evaluation,
    plan: subject.planAt(evaluation.asOf),
    unread: rosters.unread,
    computed: { mode, reason, touched, verified: verify, queries: asking(definitions), ms: phases },
  }
}

function asking({ resolved }: Definitions): string[] {
  const asks = (segment: ResolvedSegment) => rosterQuestions([segment]).some(({ kind }) => kind === 'query')
  return resolved.filter(asks).map(({ id }) => id)
}

/** Contacts whom a difference names for each segment. */
const NAMED = 10

async function differences(
  { asOf, segments }: Evaluation,
  { planAt, rosters }: EvaluationSubject,
  { store, config }: HubContext,
): Promise<string[]> {
  const expected = await evaluateWithin(planAt(asOf), store.facts, rosters, config.maxStateBytes)
  const wrong: string[] = []
  for (const [id, { mask }] of expected.segments) {
    const { entered, left } = diffMasks(segments.get(id)?.mask ?? new Uint32Array(), mask)
    const named = (contacts: Uint32Array) => [...contacts.subarray(0, NAMED)].join(', ')
    if (entered.length > 0)
      wrong.push(`${id} lacks ${counted(entered.length, 'contact')} (${named(entered)})`)
    if (left.length > 0) wrong.push(`${id} has ${counted(left.length, 'contact')} too many (${named(left)})`)
  }
  return wrong
}

/** Equal texts, equal meaning: everything beside facts and time that an evaluation depends on. */
function fingerprintOf({ config }: HubContext, { definitions }: Definitions): string {
  const { catalog, currency, timeZone } = config
  const attributes = [...catalog.attributes]
  const events = [...catalog.events].map(([type, { properties }]) => [type, [...properties]])
  return JSON.stringify([definitions.map(canonicalJson), attributes, events, currency, timeZone])
}
