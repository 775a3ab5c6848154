import { createHash } from 'node:crypto'
import {
  type AttributeFact,
  type BatchId,
  type ConnectionId,
  type ConsentStatement,
  convertValue,
  GLOBAL_SCOPE,
  type Instant,
  parseInstant,
  type ValueType,
} from '@esplanade/core/schema'
import type { TableChunk, TableReject } from '@esplanade/core/store'
import { ConfigError } from '../config-error.ts'
import type { HubContext } from '../context.ts'
import type { CheckedMapping, ImportedChunk } from './import-file.ts'
import { rowPeople } from './row-people.ts'

/** Stores the rows of a file as contacts: identities, attributes and recorded consent. */
export function contactRows(
  hub: HubContext,
  mapping: CheckedMapping,
): (chunk: TableChunk) => Promise<ImportedChunk> {
  const attributes = typedAttributes(hub, mapping)
  const source = mapping.source as ConnectionId
  return async chunk => {
    const column = (name: string | undefined) =>
      name === undefined ? [] : (chunk.columns[chunk.names.indexOf(name)] ?? [])
    const changed = column(mapping.changedAt)
    const now = hub.clock.now()
    return hub.store.atomically(async () => {
      const people = await rowPeople(hub.store.state, chunk, mapping)
      const facts: AttributeFact[] = []
      const statements: ConsentStatement[] = []
      const rejects: TableReject[] = []
      const contacts = new Set<number>()
      for (let row = 0; row < chunk.lines.length; row++) {
        const who = people.who[row]
        const at = timeOf(changed[row], now)
        const values = attributes.map(({ name, column: from, type }) => ({
          name,
          from,
          type,
          value: convertValue(column(from)[row], type, hub.config.currency),
        }))
        const wrong = values.find(({ value }) => value === undefined)
        const said = consentOf(mapping, column, row, now)
        const reason =
          who === undefined
            ? people.reason(row)
            : at === undefined
              ? `${mapping.changedAt} is no time such as 2026-01-31T09:00:00Z`
              : wrong !== undefined
                ? `${wrong.from} is no ${wrong.type}`
                : typeof said === 'string'
                  ? said
                  : undefined
        if (reason !== undefined || who === undefined || at === undefined) {
          rejects.push({ line: chunk.lines[row] as number, reason: reason ?? 'unreadable' })
          continue
        }
        contacts.add(who.contactNo)
        for (const { name, value } of values) {
          if (value !== null && value !== undefined)
            facts.push({ identityNo: who.identityNo, name, value, source, at })
        }
        const address = people.keys[row]?.find(key => key.kind === 'email')?.value
        if (typeof said === 'object' && address !== undefined) {
          statements.push({
            address,
            channel: 'email',
            scope: GLOBAL_SCOPE,
            receivedAt: now,
            source,
            evidence: 'import',
            ...said,
          })
        }
      }
      await hub.store.facts.append({ batch: batchOf(source, facts), attributes: facts, events: [] })
      await hub.store.state.appendConsent(statements)
      return { contacts: contacts.size, events: 0, duplicates: 0, rejects }
    })
  }
}

interface TypedAttribute {
  readonly name: string
  readonly column: string
  readonly type: ValueType
}

function typedAttributes(hub: HubContext, mapping: CheckedMapping): TypedAttribute[] {
  const known = hub.config.catalog.attributes
  const unknown = Object.keys(mapping.attributes ?? {}).filter(name => !known.has(name))
  if (unknown.length > 0) {
    throw new ConfigError(
      unknown.map(
        name => `attributes.${name}: no such attribute; declare it under "attributes" in the configuration.`,
      ),
    )
  }
  return Object.entries(mapping.attributes ?? {}).map(([name, column]) => ({
    name,
    column,
    type: known.get(name) as ValueType,
  }))
}

function timeOf(text: string | null | undefined, otherwise: Instant): Instant | undefined {
  return text == null || text.trim() === '' ? otherwise : parseInstant(text.trim())
}

/** The statement of a row, undefined where it makes none, or the reason to reject it. */
function consentOf(
  { consent }: CheckedMapping,
  column: (name: string | undefined) => readonly (string | null)[],
  row: number,
  now: Instant,
): Pick<ConsentStatement, 'status' | 'at'> | string | undefined {
  const word = consent === undefined ? null : column(consent.column)[row]
  if (consent === undefined || word == null) return undefined
  const status = consent.subscribed.includes(word)
    ? 'subscribed'
    : consent.unsubscribed.includes(word)
      ? 'unsubscribed'
      : undefined
  if (status === undefined)
    return `${consent.column} is neither of the words mapped to subscribed and unsubscribed`
  const at = timeOf(column(consent.at)[row], now)
  // An opt-in without a date could lift any opt-out; it counts as older than all of them.
  if (status === 'subscribed' && consent.at === undefined) return { status, at: 0 as Instant }
  return at === undefined ? `${consent.at} is no time such as 2026-01-31T09:00:00Z` : { status, at }
}

function batchOf(source: string, facts: readonly AttributeFact[]): BatchId {
  const hash = createHash('sha256').update(`contacts\u0000${source}\u0000`)
  for (const { identityNo, name, value, at } of facts)
    hash.update(`${identityNo}\u0000${name}\u0000${JSON.stringify(value)}\u0000${at}\u0000`)
  return hash.digest('hex').slice(0, 32) as BatchId
}
