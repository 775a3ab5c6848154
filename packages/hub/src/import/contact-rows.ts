import { createHash } from 'node:crypto'
import type { Resolved } from '@esplanade/core/identity'
import {
  type AttributeFact,
  type BatchId,
  type ConnectionId,
  type ConsentStatement,
  type ContactNo,
  convertValue,
  GLOBAL_SCOPE,
  type Instant,
  parseInstant,
  statedType,
  type Value,
  type ValueType,
} from '@esplanade/core/schema'
import { type TableChunk, type TableReject, valueAt } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { type Claim, newStatements } from '../ingest/consent-statements.ts'
import type { CheckedMapping, RowImport } from './import-file.ts'
import { inTurns } from './in-turns.ts'
import { mappingKey, mappingProblem } from './mapping-problem.ts'
import { rowPeople } from './row-people.ts'

/** Reads and stores the rows of a file as contacts: identities, attributes and recorded consent. */
export function contactRows(hub: HubContext, mapping: CheckedMapping): RowImport {
  const attributes = typedAttributes(hub, mapping)
  const source = mapping.source as ConnectionId
  // A person who stands in the file twice is counted once, as what they were before it.
  const counted = new Set<ContactNo>()
  const peopleOf = rowPeople(mapping, hub.store.state)
  return async chunk => {
    const people = await peopleOf(chunk)
    const now = hub.clock.now()
    const read = rowReader(hub, mapping, attributes, chunk, now)
    const rejects: TableReject[] = []
    const contacts: (RowContact & { readonly person: number })[] = []
    await inTurns(chunk.lines.length, row => {
      const person = people.personOf[row] as number
      const contact = person < 0 ? { reason: people.reason(row) } : read(row)
      if ('reason' in contact) rejects.push({ line: chunk.lines[row] as number, reason: contact.reason })
      else contacts.push({ ...contact, person })
    })
    return () =>
      hub.store.atomically(async () => {
        const { known, createdContacts } = await people.resolve(
          hub.store.state,
          new Set(contacts.map(({ person }) => person)),
        )
        const facts = contacts.flatMap(({ person, values, at }) => {
          const { identityNo } = known.get(person) as Resolved
          return values.map(({ name, value }): AttributeFact => ({ identityNo, name, value, source, at }))
        })
        const claims = contacts.flatMap(({ person, said }): Claim[] => {
          const address = people.keys[person]?.find(key => key.kind === 'email')?.value
          if (said === undefined || address === undefined) return []
          const { dated, ...statement } = said
          return [
            {
              said: {
                address,
                channel: 'email',
                scope: GLOBAL_SCOPE,
                receivedAt: now,
                source,
                evidence: 'import',
                ...statement,
              },
              dated,
            },
          ]
        })
        await hub.store.facts.append({ batch: batchOf(source, facts), attributes: facts, events: [] })
        await hub.store.state.appendConsent(await newStatements(hub.store.state, claims, source))
        const before = counted.size
        for (const { contactNo } of known.values()) counted.add(contactNo)
        const duplicates = counted.size - before - createdContacts
        return { contacts: createdContacts, events: 0, duplicates, rejects }
      })
  }
}

/** What one row says of a person. */
interface RowContact {
  readonly at: Instant
  readonly values: readonly { readonly name: string; readonly value: Value }[]
  readonly said: (Pick<ConsentStatement, 'status' | 'at'> & { readonly dated: boolean }) | undefined
}

/** Reads one row of a chunk, or says why it is rejected. */
function rowReader(
  { config }: HubContext,
  mapping: CheckedMapping,
  attributes: readonly TypedAttribute[],
  chunk: TableChunk,
  now: Instant,
): (row: number) => RowContact | { readonly reason: string } {
  const column = (name: string | undefined): ReadText => {
    const values = name === undefined ? undefined : chunk.columns[chunk.names.indexOf(name)]
    return row => valueAt(values, row)
  }
  const changed = column(mapping.changedAt)
  const columns = attributes.map(attribute => ({ ...attribute, texts: column(attribute.column) }))
  return row => {
    const at = timeOf(changed(row), now)
    if (at === undefined) return { reason: `${mapping.changedAt} is no time such as 2026-01-31T09:00:00Z` }
    const values: { name: string; value: Value }[] = []
    for (const { name, column: from, type, texts } of columns) {
      const value = convertValue(texts(row), type, config.currency)
      if (value === undefined) return { reason: `${from} is no ${type}` }
      if (value !== null) values.push({ name, value })
    }
    const said = consentOf(mapping, column, row, now)
    return typeof said === 'string' ? { reason: said } : { at, values, said }
  }
}

type ReadText = (row: number) => string | null

interface TypedAttribute {
  readonly name: string
  readonly column: string
  readonly type: ValueType
}

function typedAttributes(hub: HubContext, mapping: CheckedMapping): TypedAttribute[] {
  const { catalog } = hub.config
  const unknown = Object.keys(mapping.attributes ?? {}).filter(name => !statedType(catalog, name))
  if (unknown.length > 0) {
    throw mappingProblem(
      unknown.map(
        name =>
          `${mappingKey(`attributes.${name}`)}: no such attribute; declare it under "attributes" in the configuration.`,
      ),
    )
  }
  return Object.entries(mapping.attributes ?? {}).map(([name, column]) => ({
    name,
    column,
    type: statedType(catalog, name) as ValueType,
  }))
}

function timeOf(text: string | null | undefined, otherwise: Instant): Instant | undefined {
  return text == null || text.trim() === '' ? otherwise : parseInstant(text.trim())
}

/** The statement of a row, undefined where it makes none, or the reason to reject it. */
function consentOf(
  { consent }: CheckedMapping,
  column: (name: string | undefined) => ReadText,
  row: number,
  now: Instant,
): RowContact['said'] | string {
  const word = consent === undefined ? null : column(consent.column)(row)
  if (consent === undefined || word == null) return undefined
  const status = consent.subscribed.includes(word)
    ? 'subscribed'
    : consent.unsubscribed.includes(word)
      ? 'unsubscribed'
      : undefined
  if (status === undefined)
    return `${consent.column} is neither of the words mapped to subscribed and unsubscribed`
  // An opt-in without a date could lift any opt-out; it counts as older than all of them.
  const undated = status === 'subscribed' ? (0 as Instant) : now
  const at = timeOf(column(consent.at)(row), undated)
  if (at === undefined) return `${consent.at} is no time such as 2026-01-31T09:00:00Z`
  return { status, at, dated: at !== undated }
}

function batchOf(source: string, facts: readonly AttributeFact[]): BatchId {
  const hash = createHash('sha256').update(`contacts\u0000${source}\u0000`)
  for (const { identityNo, name, value, at } of facts)
    hash.update(`${identityNo}\u0000${name}\u0000${JSON.stringify(value)}\u0000${at}\u0000`)
  return hash.digest('hex').slice(0, 32) as BatchId
}
