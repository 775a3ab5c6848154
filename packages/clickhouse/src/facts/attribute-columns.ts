import type { ContactNo, Value, ValueType } from '@esplanade/core/schema'
import type { AttributeColumn, AttributeColumns } from '@esplanade/core/store'
import { attributeTable, currentSql, identitiesSql } from './attribute-table.ts'
import type { FactContext } from './context.ts'

/** Reads attributes and scores into arrays indexed by contact number. */
export async function attributeColumns(
  context: FactContext,
  names: readonly string[],
): Promise<AttributeColumns> {
  const { server } = context
  const [highest] = await server.rows<{ size: number }>({
    sql: `select max(no) as size from (select max(contact_no) as no from ${server.table('identity')}
      union all select max(from_no) as no from ${server.table('contact_alias')})`,
  })
  const size = (highest?.size ?? 0) + 1
  const living = new Uint8Array(size)
  const everybody = { sql: `select distinct contact_no from ${identitiesSql(context)}` }
  for await (const [contacts] of server.columns(everybody, ['uint32'])) {
    for (const contact of contacts as Uint32Array) living[contact] = 1
  }
  const columns = new Map<string, AttributeColumn>()
  for (const name of names) columns.set(name, await readColumn(context, name, size))
  return { size, living, columns }
}

async function readColumn(context: FactContext, name: string, size: number): Promise<AttributeColumn> {
  const { relation, column } = attributeTable(context, name)
  const type = context.prepared.scores[name]?.type ?? (context.prepared.attributes[name] as ValueType)
  const rows = `from ${relation} where ${column} is not null and contact_no < ${size}`
  if (type === 'text' || type === 'texts') {
    const codes = new Int32Array(size).fill(-1)
    const known = new Map<string, number>()
    const sql = `select contact_no, toNullable(${column}) ${rows}`
    for await (const [contacts, texts] of context.server.columns({ sql }, ['uint32', 'text'])) {
      for (const [row, contact] of (contacts as Uint32Array).entries()) {
        const text = (texts as (string | null)[])[row] ?? ''
        const code = known.get(text) ?? known.size
        known.set(text, code)
        codes[contact] = code
      }
    }
    const entries = [...known.keys()]
    return type === 'text'
      ? { type, codes, dictionary: entries }
      : { type, codes, dictionary: entries.map(entry => JSON.parse(entry) as string[]) }
  }
  const values = new Float64Array(size).fill(Number.NaN)
  const sql = `select contact_no, coalesce(toFloat64(${column}), nan) ${rows}`
  for await (const [contacts, numbers] of context.server.columns({ sql }, ['uint32', 'float'])) {
    for (const [row, contact] of (contacts as Uint32Array).entries()) {
      values[contact] = (numbers as Float64Array)[row] as number
    }
  }
  return { type, values }
}

/** Attributes that hold now, as they were stated. A number merged away shows the contact it became. */
export async function profiles(
  context: FactContext,
  contacts: readonly ContactNo[],
): Promise<ReadonlyMap<ContactNo, Readonly<Record<string, Value>>>> {
  const found = new Map<ContactNo, Record<string, Value>>()
  if (contacts.length === 0) return found
  const { server } = context
  const meant = [...new Set(contacts.map(contact => context.resolve(contact)))]
  const rows = await server.rows<{ contact: number; name: string; value: string }>({
    sql: `select i.contact_no as contact, v.name as name, ${currentSql(context)} as value
      from (select name, identity_no, source, value, stated_at from ${server.table('attribute_value')} final) v
      join ${identitiesSql(context)} i on i.identity_no = v.identity_no
      where i.contact_no in (${meant.join(', ')}) group by i.contact_no, v.name order by name`,
  })
  for (const asked of contacts) {
    const own = rows.filter(({ contact }) => contact === context.resolve(asked))
    if (own.length > 0) {
      found.set(asked, Object.fromEntries(own.map(({ name, value }) => [name, JSON.parse(value) as Value])))
    }
  }
  return found
}
