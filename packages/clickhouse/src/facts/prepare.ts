import { declaredProperty, type ValueType } from '@esplanade/core/schema'
import type { FactNeeds } from '@esplanade/core/store'
import { identifier, literal } from '../engine/sql.ts'
import { type FactContext, type Prepared, type PropertyColumn, statedTypes, TOLD } from './context.ts'
import { COLUMN_TYPES, convertedSql, toldAmountSql } from './convert.ts'
import { savedRates } from './exchange-rates.ts'

/** The event's own time, which every row has anyway. */
export const OWN_TIME = 'at'

/** Tables that have a column for every named property. */
const EVENT_TABLES = ['event', 'changing_event'] as const

/** Brings tables and columns in line with the catalog and with what definitions name. Cheap when nothing is new. */
export async function prepare(context: FactContext, needs: FactNeeds): Promise<void> {
  const { catalog, currency, owners } = needs
  const before = context.prepared
  const named = merged(before.named, needs.events)
  const properties = [...before.properties]
  for (const [event, names] of Object.entries(named)) {
    for (const name of names) {
      const type = declaredProperty(catalog, event, name)
      for (const unit of type === 'money' ? [currency, TOLD] : ['']) {
        if (columnOf(properties, name, type, unit) === undefined)
          properties.push({ no: properties.length + 1, name, type, currency: unit })
      }
    }
  }
  await addColumns(context, properties.slice(before.properties.length))
  const changing = [...before.changing]
  for (const [type, { correctable }] of catalog.events) {
    if (!correctable || changing.includes(type)) continue
    await makeChanging(context, type)
    changing.push(type)
  }
  const after: Prepared = {
    currency,
    attributes: statedTypes(catalog),
    owners: Object.fromEntries(owners),
    changing,
    named,
    properties,
    rates: await savedRates(context, needs.rates ?? []),
    scores: Object.fromEntries(
      [...catalog.scores].map(([name, type]) => {
        const known = before.scores[name]
        return [name, known?.type === type ? known : { type, run: 0 }]
      }),
    ),
  }
  if (JSON.stringify(after) !== JSON.stringify(before)) await context.save(after)
}

/** The column of a property; for money that of amounts in a currency, or of those told in any other. */
export function columnOf(
  properties: readonly PropertyColumn[],
  name: string,
  type: ValueType,
  currency: string,
): PropertyColumn | undefined {
  return properties.find(
    column =>
      column.name === name && column.type === type && (type !== 'money' || column.currency === currency),
  )
}

function merged(known: Prepared['named'], events: FactNeeds['events']): Record<string, readonly string[]> {
  const all: Record<string, readonly string[]> = { ...known }
  for (const [type, names] of events) {
    all[type] = [...new Set([...(all[type] ?? []), ...[...names].filter(name => name !== OWN_TIME)])]
  }
  return all
}

/**
 * Columns that the server makes of the raw properties: of new rows as they come, of stored ones in the
 * background, and until then as they are read.
 */
async function addColumns(
  { server, cluster }: FactContext,
  columns: readonly PropertyColumn[],
): Promise<void> {
  if (columns.length === 0) return
  const defined = ({ no, type, currency }: PropertyColumn) =>
    `add column if not exists p_${no} ${COLUMN_TYPES[currency === TOLD ? 'text' : type]}`
  const made = columns.map(column => `${defined(column)} materialized ${madeOf(column)}`)
  const kept = columns.map(({ no }) => `materialize column p_${no}`)
  const on = cluster === undefined ? '' : ` on cluster ${identifier(cluster)}`
  for (const name of EVENT_TABLES) {
    const table = `${server.table(cluster === undefined ? name : `${name}_local`)}${on}`
    await server.run(`alter table ${table} ${made.join(', ')}`)
    const stored = await server.rows({ sql: `select 1 as one from ${server.table(name)} limit 1` })
    if (stored.length > 0) await server.run(`alter table ${table} ${kept.join(', ')}`)
    if (cluster !== undefined)
      await server.run(`alter table ${server.table(name)}${on} ${columns.map(defined).join(', ')}`)
  }
}

function madeOf({ no, name, type, currency }: PropertyColumn): string {
  const id = `p_${no}`
  return currency === TOLD
    ? toldAmountSql('properties', name, id)
    : convertedSql('properties', name, type, { currency, id })
}

/** Moves what is stored of a type to where rows may be replaced. Repeating it changes nothing. */
async function makeChanging({ server }: FactContext, type: string): Promise<void> {
  const columns = 'type, ts, event_id, contact_no, identity_no, source, properties'
  await server.run(
    `insert into ${server.table('changing_event')} (${columns}, version, gone)
     select ${columns}, 1, 0 from ${server.table('event')} where type = ${literal(type)}`,
  )
}
