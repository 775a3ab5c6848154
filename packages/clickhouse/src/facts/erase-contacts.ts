import type { ContactNo } from '@esplanade/core/schema'
import type { PersonToErase, RemovedRows } from '@esplanade/core/store'
import { mutate } from '../engine/mutate.ts'
import type { FactContext } from './context.ts'

/** Tables of people by contact number, and what their rows are called in a receipt; uncounted ones only find others. */
const BY_CONTACT = [
  ['event', 'events'],
  ['changing_event', 'events'],
  ['membership', 'memberships'],
  ['score_value', 'scores'],
  ['identity', undefined],
] as const

/**
 * Deletes every row about these people, and waits for the server to have written its parts without them.
 * What finds them goes last, so that repeating it after a crash finds them again.
 */
export async function eraseContacts(
  context: FactContext,
  people: readonly PersonToErase[],
): Promise<RemovedRows> {
  const removed = new Map<ContactNo, Record<string, number>>()
  if (people.length === 0) return removed
  const persons = new Map<number, ContactNo>(
    people.flatMap(({ contactNo, identities }) => identities.map(no => [no, contactNo] as const)),
  )
  const numbers = context.numbersOf(people.map(({ contactNo }) => contactNo))
  const remove = async (
    table: string,
    column: string,
    of: readonly number[],
    kind: string | undefined,
    personOf: (no: number) => ContactNo,
  ) => {
    if (of.length === 0) return
    const where = `${column} in (${of.join(', ')})`
    const counted = await context.server.rows<{ no: number; n: string }>({
      sql: `select ${column} as no, count() as n from ${context.server.table(table)} where ${where} group by no`,
    })
    if (counted.length === 0) return
    for (const { no, n } of kind === undefined ? [] : counted) {
      const own = removed.get(personOf(no)) ?? {}
      own[kind as string] = (own[kind as string] ?? 0) + Number(n)
      removed.set(personOf(no), own)
    }
    await mutate(context, table, `delete where ${where}`)
  }
  await remove(
    'attribute_value',
    'identity_no',
    [...persons.keys()],
    'attributes',
    no => persons.get(no) as ContactNo,
  )
  const resolved = (no: number) => context.resolve(no) as ContactNo
  for (const [table, kind] of BY_CONTACT) await remove(table, 'contact_no', numbers, kind, resolved)
  await remove('contact_alias', 'from_no', numbers, undefined, resolved)
  for (const number of numbers) context.aliases.delete(number)
  return removed
}
