import type { ValueType } from '@esplanade/core/schema'
import type { Session } from '../engine/session.ts'
import { identifier, literal } from '../engine/sql.ts'
import { noteChanged, noteEverybodyChanged } from './contact-changes.ts'
import { COLUMN_TYPES, convertedSql, documentSql } from './convert.ts'
import { setting } from './settings.ts'

/** An attribute with a column in `contact`; the column is named by number, so that any name will do. */
export interface AttributeColumnRow {
  readonly no: number
  readonly name: string
  readonly type: ValueType
}

export const columnOf = ({ no }: { readonly no: number }): string => identifier(`a_${no}`)

export const attributeRows = (session: Session): Promise<AttributeColumnRow[]> =>
  session.rows<AttributeColumnRow>(
    'select attribute_no as no, name, type from attribute order by attribute_no',
  )

/**
 * What holds now for the contacts of some identities: of an attribute's statements over all identities of a
 * contact, its owner's if there is one, then the newest; further ties are decided so that every order
 * of arrival ends the same. `values` has at least the statements of these identities.
 */
export const currentValuesSql = (identities: string, values = 'attribute_value'): string =>
  `select contact_no, v.name, arg_max(v.value,
     (coalesce(o.source = v.source, false), v.stated_at, v.source, v.identity_no)) as value
   from ${identities} join ${values} v using (identity_no)
   left join attribute_owner o on o.name = v.name
   group by contact_no, v.name`

/** Computes the rows of `contact` anew for the contacts in the temporary table `touched`. */
export async function refreshContacts(session: Session, touched: string): Promise<void> {
  const { n } = await session.one<{ n: number }>(`select count(*) as n from ${touched}`)
  if (n === 0) return
  await noteChanged(session, `select contact_no from ${touched}`, 'profile')
  await session.run(`delete from contact using ${touched} t where contact.contact_no = t.contact_no`)
  await insertContacts(session, touched)
}

/** Makes `contact` anew with these columns: when the catalog, the currency or an owner changed. */
export async function rebuildContacts(
  session: Session,
  attributes: readonly AttributeColumnRow[],
): Promise<void> {
  const columns = attributes.map(row => `, ${columnOf(row)} ${COLUMN_TYPES[row.type]}`)
  await session.run(`create or replace table contact (contact_no uinteger not null${columns.join('')})`)
  await session.run('create or replace temp table touched as select distinct contact_no from identity_now')
  await noteEverybodyChanged(session)
  await insertContacts(session, 'touched')
}

async function insertContacts(session: Session, touched: string): Promise<void> {
  const attributes = await attributeRows(session)
  const stated = await session.rows('select 1 from attribute_value limit 1')
  // With many attributes, planning the statement below costs more than running it over few contacts.
  if (attributes.length === 0 || stated.length === 0) return
  const currency = (await setting(session, 'currency')) ?? ''
  const picked = attributes.map(
    row => `, any_value(value) filter (where name = ${literal(row.name)}) as ${columnOf(row)}`,
  )
  const conversions = attributes.map(row => ({
    value: documentSql(columnOf(row)),
    type: row.type,
    as: columnOf(row),
  }))
  const values = `(select contact_no${picked.join('')} from (${currentValuesSql(`(from identity_now semi join ${touched} using (contact_no))`)}) group by contact_no)`
  await session.run(`insert into contact ${convertedSql(values, 'contact_no', conversions, currency)}`)
}
