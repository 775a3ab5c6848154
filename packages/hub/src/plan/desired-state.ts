import type { RemoteField } from '@esplanade/connector-kit'
import { foldConsent, GLOBAL_SCOPE, type Instant, type Value, type ValueType } from '@esplanade/core/schema'
import {
  contactsToMask,
  hasContact,
  planSegments,
  type ResolvedExpression,
  type ValueColumn,
} from '@esplanade/core/segments'
import type { Connection } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { amountsAtStake } from '../segments/amounts-at-stake.ts'
import { evaluateAsOf } from '../segments/evaluate-as-of.ts'
import type { MissingAmounts } from '../segments/results.ts'
import { type Definitions, type ResolvedField, readDefinitions } from '../segments.ts'
import type { DesiredField } from './field-plan.ts'
import type { HeldField } from './results.ts'

/** What the vendors should hold, for every contact. */
export interface Desired {
  /** The instant of the last evaluation. */
  readonly asOf: Instant
  inSegment(segment: string): (contactNo: number) => boolean
  /** The fields that the syncs of a connection fill in a container; without those that are held. */
  fields(connection: Connection, container: string): DesiredField[]
  /** Addresses that must not be mailed, as far as they bind this connection. */
  optedOut(connection: Connection): ReadonlySet<string>
  /** By topic that a connection names: addresses that opted out of it, wherever they said so. */
  readonly optedOutOf: ReadonlyMap<string, ReadonlySet<string>>
  /** Fields whose values would lack amounts. */
  readonly held: readonly HeldField[]
}

/**
 * Reads what is wanted as of the last evaluation: its memberships, and the values of fields computed
 * for the same instant. Throws `RequestError` when nothing was evaluated yet.
 */
export async function desiredState(hub: HubContext): Promise<Desired> {
  const asOf = await lastEvaluation(hub)
  const { resolved, fields: expressions } = await readDefinitions(hub.config, hub.folder)
  const members = await membership(hub, expressions)
  const { fields, held } = await fieldColumns(hub, asOf, { resolved, fields: expressions }, members)
  const optedOut = await optedOutAddresses(hub)
  const optedOutOf = new Map<string, ReadonlySet<string>>()
  for (const topic of new Set([...hub.connections.values()].flatMap(({ topics }) => topics)))
    optedOutOf.set(topic, await optedOutAddresses(hub, topic))
  const separate = await separateOptOuts(hub, optedOut)
  return {
    asOf,
    inSegment: segment => {
      const mask = members.get(segment)
      if (mask === undefined) throw neverEvaluated(segment)
      return contactNo => hasContact(mask, contactNo)
    },
    fields: ({ id }, container) =>
      fields
        .filter(({ sync }) => sync.connection === id && (sync.container ?? container) === container)
        .map(({ name, column }) => desiredField(name, column, hub.config.timeZone)),
    optedOut: ({ id }) => separate.get(id) ?? optedOut,
    optedOutOf,
    held,
  }
}

async function optedOutAddresses({ store }: HubContext, topic?: string): Promise<Set<string>> {
  const addresses = new Set<string>()
  for await (const page of store.state.optedOut('email', topic))
    for (const address of page) addresses.add(address)
  return addresses
}

/** Runs looked through for a finished evaluation. */
const RECENT_RUNS = 50

/** Addresses whose consent is looked up at once. */
const ADDRESSES_AT_ONCE = 10_000

/**
 * For a connection that keeps its opt-outs apart: the addresses that opted out, or were suppressed, by
 * its own word or an imported one. Only what other connections say does not bind it.
 */
async function separateOptOuts(
  { connections, store }: HubContext,
  optedOut: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const apart = [...connections.values()].filter(({ settings }) => settings.optOuts === 'separate')
  const found = new Map(apart.map(({ id }) => [id as string, new Set<string>()]))
  const addresses = apart.length === 0 ? [] : [...optedOut]
  for (let from = 0; from < addresses.length; from += ADDRESSES_AT_ONCE) {
    const said = await store.state.consentOf('email', addresses.slice(from, from + ADDRESSES_AT_ONCE))
    for (const [address, statements] of Map.groupBy(said, statement => statement.address)) {
      for (const { id } of apart) {
        const binding = statements.filter(
          ({ scope, source }) => scope === GLOBAL_SCOPE && (source === id || !connections.has(source)),
        )
        const verdict = foldConsent(binding)
        if (verdict !== undefined && verdict.status !== 'subscribed') found.get(id)?.add(address)
      }
    }
  }
  return found
}

async function lastEvaluation(hub: HubContext): Promise<Instant> {
  const last = (await hub.store.state.runs({ kind: 'evaluate', limit: RECENT_RUNS })).find(
    ({ status }) => status === 'finished',
  )
  if (last === undefined) throw new RequestError('Nothing was evaluated yet; run "esplanade evaluate" first.')
  return last.startedAt
}

async function membership(
  { config, store }: HubContext,
  fields: readonly ResolvedField[],
): Promise<Map<string, Uint32Array>> {
  const synced = config.syncs.flatMap(sync => ('segment' in sync ? (sync.segment ?? []) : []))
  const written = fields.flatMap(({ expression }) => ('segment' in expression ? [expression.segment] : []))
  const wanted = new Set<string>([...synced, ...written])
  const masks = new Map<string, Uint32Array>()
  for (const { id, segmentNo } of await store.state.segments()) {
    if (!wanted.has(id)) continue
    const contacts = await store.facts.members(segmentNo)
    masks.set(id, contactsToMask(contacts, 1 + (contacts.at(-1) ?? 0)))
  }
  return masks
}

/**
 * Values as of the last evaluation; whether somebody is in a segment as it was found then, also where it was
 * held. A value that would lack amounts, because no rate converts them, is none: its field stays as it is.
 */
async function fieldColumns(
  hub: HubContext,
  asOf: Instant,
  { resolved, fields }: Pick<Definitions, 'resolved' | 'fields'>,
  members: ReadonlyMap<string, Uint32Array>,
): Promise<{ fields: (ResolvedField & { column: FieldColumn })[]; held: HeldField[] }> {
  const computed = fields.map(({ expression }) => expression).filter(({ kind }) => kind !== 'segment')
  const missing = await missingOf(hub, asOf, { resolved, computed })
  const { values } =
    computed.length === 0 ? { values: [] } : await evaluateAsOf(hub, asOf, resolved, computed)
  const filled: (ResolvedField & { column: FieldColumn })[] = []
  const held: HeldField[] = []
  for (const field of fields) {
    const { expression, sync, name } = field
    const lacks = missing.get(expression) ?? []
    held.push(...lacks.map(each => ({ connection: sync.connection, field: name, ...each })))
    if (lacks.length > 0) continue
    if (!('segment' in expression)) {
      filled.push({ ...field, column: values[computed.indexOf(expression)] as ValueColumn })
      continue
    }
    const mask = members.get(expression.segment)
    if (mask === undefined) throw neverEvaluated(expression.segment)
    filled.push({ ...field, column: { type: 'boolean', get: contact => hasContact(mask, contact) } })
  }
  return { fields: filled, held }
}

async function missingOf(
  hub: HubContext,
  asOf: Instant,
  {
    resolved,
    computed,
  }: Pick<Definitions, 'resolved'> & { readonly computed: readonly ResolvedExpression[] },
): Promise<ReadonlyMap<ResolvedExpression, readonly MissingAmounts[]>> {
  const { currency, timeZone } = hub.config
  const plan = planSegments(resolved, { asOf, currency, timeZone, values: computed })
  const atStake = amountsAtStake(hub)
  const missing = new Map<ResolvedExpression, readonly MissingAmounts[]>()
  for (const [index, expression] of computed.entries()) {
    const value = plan.values[index]
    if (value?.kind === 'slot') missing.set(expression, await atStake.ofSlot(plan, value.slot))
  }
  return missing
}

/** A value for each contact. */
type FieldColumn = Pick<ValueColumn, 'type' | 'get'>

const neverEvaluated = (segment: string): RequestError =>
  new RequestError(
    `The segment "${segment}" was never evaluated; run "esplanade evaluate", and "esplanade pull" first if it is held.`,
  )

function desiredField(name: string, { type, get }: FieldColumn, timeZone: string): DesiredField {
  const field: RemoteField = { name, type: REMOTE_TYPE[type] }
  const spell = spelledFor(type, timeZone)
  return {
    field,
    wantedFor: contactNo => {
      const value = get(contactNo)
      return value === undefined ? null : spell(value)
    },
  }
}

const REMOTE_TYPE: Record<ValueType, RemoteField['type']> = {
  text: 'text',
  number: 'number',
  money: 'number',
  boolean: 'boolean',
  instant: 'date',
  date: 'date',
  texts: 'text',
}

/** How a value is written into a vendor's field: amounts as numbers, instants as the day they fall on for the hub. */
function spelledFor(type: ValueType, timeZone: string): (value: Value) => Value {
  if (type === 'money') return Number
  if (type === 'texts') return value => (Array.isArray(value) ? value.join('; ') : value)
  if (type !== 'instant') return value => value
  // Swedish dates are written YYYY-MM-DD, which is what every vendor reads.
  const day = new Intl.DateTimeFormat('sv', { timeZone })
  return value => day.format(new Date(String(value)))
}
