import { type ConnectionId, type Instant, isoInstant, rateSpans } from '@esplanade/core/schema'
import {
  contactsToMask,
  diffMasks,
  factNeeds,
  type Membership,
  segmentWarnings,
  sharedCounts,
} from '@esplanade/core/segments'
import type { FactNeeds, StateStore } from '@esplanade/core/store'
import type { HubContext } from './context.ts'
import { counted } from './counted.ts'
import { readRates } from './rates/read-rates.ts'
import type { EvaluateResult } from './result.ts'
import { recordRun } from './run-record.ts'
import { checkQueries } from './segments/check-queries.ts'
import { computeMembership } from './segments/compute-membership.ts'
import { disjointViolations } from './segments/disjoint.ts'
import { heldSegments } from './segments/held.ts'
import { type Definitions, readDefinitions, saveDefinitions } from './segments.ts'

export interface EvaluateOptions {
  readonly author: string | undefined
  /** Evaluates everything, whatever is known of the last time. */
  readonly full: boolean
  /** Evaluates in full beside, and fails when the two differ. */
  readonly verify: boolean
  readonly signal: AbortSignal
}

/**
 * Evaluates every segment for every contact at one instant and commits who entered and who left.
 * Reads the definitions anew, so an edited file counts from the next evaluation on.
 */
export async function evaluate(
  hub: HubContext,
  { author, full, verify, signal }: EvaluateOptions,
): Promise<EvaluateResult> {
  const { state, facts } = hub.store
  return recordRun(hub, { kind: 'evaluate', connection: null, signal }, async run => {
    const definitions = await readDefinitions(hub.config, hub.folder)
    await facts.prepare(await needsOf(hub, definitions))
    await checkQueries(hub, definitions.resolved)
    await facts.compact({ force: false })
    const {
      evaluation,
      plan,
      unread,
      computed: manner,
    } = await computeMembership(hub, {
      definitions,
      now: await latestMoment(state, run.startedAt),
      full,
      verify,
    })
    const { asOf, size, segments } = evaluation
    const held = await heldSegments(hub, plan, unread)
    signal.throwIfAborted()
    const writing = hub.clock.now()
    return hub.store.atomically(async () => {
      const stored = await saveDefinitions(state, definitions.definitions, { at: asOf, author, held })
      const changes = []
      const counts = []
      const masks = new Map<string, Uint32Array>()
      const evaluated = []
      for (const { id, segmentNo, version, evaluatedAt } of stored) {
        evaluated.push({ id, evaluatedAt: held.has(id) ? (evaluatedAt ?? asOf) : asOf })
        const { mask, count } = segments.get(id) as Membership
        const before = await facts.members(segmentNo)
        const members = contactsToMask(before, Math.max(size, 1 + (before.at(-1) ?? 0)))
        if (held.has(id)) {
          masks.set(id, members)
          counts.push({ id: id as string, members: before.length, entered: 0, left: 0 })
          continue
        }
        const { entered, left } = diffMasks(members, mask)
        masks.set(id, mask)
        changes.push({ segment: segmentNo, version, entered, left })
        counts.push({ id: id as string, members: count, entered: entered.length, left: left.length })
      }
      await facts.commitMembership({ asOf, segments: changes })
      await state.saveEvaluated(
        changes.map(({ segment }) => segment),
        asOf,
      )
      const contacts = await state.countContacts()
      run.count('contacts', contacts)
      run.count('segments', counts.length)
      hub.report({
        kind: 'done',
        task: 'evaluate',
        text: `${counted(counts.length, 'segment')} over ${counted(contacts, 'contact')}`,
      })
      return {
        asOf: isoInstant(asOf),
        contacts,
        computed: { ...manner, ms: { ...manner.ms, write: hub.clock.now() - writing } },
        segments: counts,
        held: [...held.values()].flat(),
        violations: await disjointViolations(hub, id => masks.get(id) ?? new Uint32Array()),
        warnings: segmentWarnings(evaluated, sharedCounts([...masks.values()]), asOf),
      }
    })
  })
}

/**
 * The latest moment that an evaluation of this store began at, `now` among them. What it commits would
 * otherwise lie before what is on record after the clock was set back: people would leave before they came.
 */
async function latestMoment(state: StateStore, now: Instant): Promise<Instant> {
  const [latest] = await state.runs({ kind: 'evaluate', limit: 1 })
  return Math.max(now, latest?.startedAt ?? now) as Instant
}

/** Brings the store's tables in line with the catalog and what the definitions name. */
export async function prepareStore(hub: HubContext): Promise<void> {
  const definitions = await readDefinitions(hub.config, hub.folder)
  await hub.store.facts.prepare(await needsOf(hub, definitions))
  await checkQueries(hub, definitions.resolved)
}

async function needsOf(
  hub: Pick<HubContext, 'config' | 'folder'>,
  { resolved, fields, scoreNeeds }: Definitions,
): Promise<FactNeeds> {
  const { config } = hub
  const { events } = factNeeds(
    resolved,
    fields.map(({ expression }) => expression),
  )
  const named = namedTogether([events, ...scoreNeeds.map(needs => needs.events)])
  const owners = [...config.connections].flatMap(([id, { owns = [] }]) =>
    owns.map(attribute => [attribute, id as ConnectionId] as const),
  )
  const rates = await readRates(hub)
  return {
    catalog: config.catalog,
    events: named,
    currency: config.currency,
    rates: rates === undefined ? [] : rateSpans(rates, config),
    owners: new Map(owners),
  }
}

function namedTogether(all: readonly FactNeeds['events'][]): FactNeeds['events'] {
  const named = new Map<string, Set<string>>()
  for (const events of all) {
    for (const [type, properties] of events)
      named.set(type, new Set([...(named.get(type) ?? []), ...properties]))
  }
  return named
}
