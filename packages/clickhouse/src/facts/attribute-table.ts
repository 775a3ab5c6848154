import { literal } from '../engine/sql.ts'
import type { FactContext } from './context.ts'
import { convertedSql } from './convert.ts'

/**
 * A query of `contact_no` and `value` (typed, null where it is not of its type), a contact once. Of an
 * attribute's statements over all identities of a contact its owner's hold, then the newest; further
 * ties are decided so that every order of arrival ends the same.
 */
export function attributeTable(context: FactContext, name: string): { relation: string; column: string } {
  const { server, prepared } = context
  const score = prepared.scores[name]
  if (score !== undefined) {
    const column = score.type === 'number' ? 'number' : 'label'
    const rows = `${server.table('score_value')} where name = ${literal(name)} and run = ${score.run}`
    return { relation: `(select contact_no, ${column} as value from ${rows})`, column: 'value' }
  }
  const type = prepared.attributes[name]
  if (type === undefined) {
    throw new RangeError(`The store has no attribute "${name}"; the catalog given to prepare() lacks it.`)
  }
  const value = convertedSql('document', 'v', type, { currency: prepared.currency, id: 'v' })
  const stated = `(select name, identity_no, source, value, stated_at from ${server.table('attribute_value')} final where name = ${literal(name)})`
  const documents = `select i.contact_no as contact_no, concat('{"v":', ${currentSql(context)}, '}') as document
    from ${stated} v join ${identitiesSql(context)} i on i.identity_no = v.identity_no group by i.contact_no`
  return { relation: `(select contact_no, ${value} as value from (${documents}))`, column: 'value' }
}

/** Whose every identity is now. */
export const identitiesSql = ({ server }: FactContext): string =>
  `(select identity_no, contact_no from ${server.table('identity')} final)`

/** Aggregate over statements `v` of one contact and name: the one that holds, as JSON. */
export function currentSql({ prepared }: FactContext): string {
  const owned = Object.entries(prepared.owners)
  const list = (texts: readonly string[]) => `[${texts.map(literal).join(', ')}]`
  const owner =
    owned.length === 0
      ? "''"
      : `transform(v.name, ${list(owned.map(([name]) => name))}, ${list(owned.map(([, source]) => source))}, '')`
  return `argMax(v.value, tuple(v.source = ${owner}, v.stated_at, v.source, v.identity_no))`
}
