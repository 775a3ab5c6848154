import type { ContactNo, Value } from '@esplanade/core/schema'
import type { Session } from '../engine/session.ts'
import { currentValuesSql } from './contact-table.ts'

/**
 * Attributes that hold now, as they were stated. A number merged away shows the contact it became. Step by
 * step, each with the numbers that the one before found: the engine skips the parts of a table that cannot
 * hold a number that it is told, and reads all of them for a join.
 */
export async function profiles(
  session: Session,
  contacts: readonly ContactNo[],
): Promise<ReadonlyMap<ContactNo, Readonly<Record<string, Value>>>> {
  const found = new Map<ContactNo, Record<string, Value>>()
  if (contacts.length === 0) return found
  const aliases = await session.rows<{ no: number; became: number }>(
    `select from_no as no, into_no as became from contact_alias
     where into_no in (${contacts.join(', ')})
       or into_no in (select into_no from contact_alias where from_no in (${contacts.join(', ')}))`,
  )
  const becameOf = new Map(aliases.map(({ no, became }) => [no, became]))
  const standing = new Set(contacts.map(no => becameOf.get(no) ?? no))
  const numbers = [...standing, ...aliases.map(({ no }) => no)]
  const identities = await session.rows<{ no: number }>(
    `select identity_no as no from identity where contact_no in (${numbers.join(', ')})`,
  )
  if (identities.length === 0) return found
  const own = `identity_no in (${identities.map(({ no }) => no).join(', ')})`
  const rows = await session.rows<{ no: number; name: string; value: string }>(
    `select contact_no as no, name, value
     from (${currentValuesSql(`(from identity_now where ${own})`, `(from attribute_value where ${own})`)})
     order by contact_no, name`,
  )
  const valuesOf = Map.groupBy(rows, ({ no }) => no)
  for (const contact of contacts) {
    const values = valuesOf.get(becameOf.get(contact) ?? contact)
    if (values === undefined) continue
    found.set(
      contact,
      Object.fromEntries(values.map(({ name, value }) => [name, JSON.parse(value) as Value])),
    )
  }
  return found
}
