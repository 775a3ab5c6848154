import type { AttributeFact, Value } from '@esplanade/core/schema'
import { literal } from '../engine/sql.ts'
import type { FactContext } from './context.ts'
import { readableJson } from './readable-json.ts'

/** Identities that are looked up by one statement. */
const IDENTITIES_PER_LOOKUP = 10_000

interface Statement {
  readonly value: string
  readonly at: number
}

/**
 * Stores each source's latest statement about each attribute of each identity; of statements about
 * one instant the last to arrive holds. A value said again keeps the time it was first said, so that
 * an old word does not become the newest when a vendor dates a whole member. Blanks state nothing.
 */
export async function appendAttributes(context: FactContext, facts: readonly AttributeFact[]): Promise<void> {
  const stated = facts.filter(({ value }) => !isBlank(value))
  if (stated.length === 0) return
  const told = new Map<string, AttributeFact>()
  for (const fact of stated) {
    const before = told.get(keyOf(fact.identityNo, fact.name, fact.source))
    if (before === undefined || fact.at >= before.at)
      told.set(keyOf(fact.identityNo, fact.name, fact.source), fact)
  }
  const known = await standing(context, [...told.values()])
  const rows = [...told].flatMap(([key, { identityNo, name, source, value, at }]) => {
    const text = readableJson(JSON.stringify(value)) ?? 'null'
    const before = known.get(key)
    const holds = before === undefined || (at >= before.at && text !== before.value)
    return holds ? [[name, identityNo, source, text, at, context.nextRevision()]] : []
  })
  const columns = ['name', 'identity_no', 'source', 'value', 'stated_at', 'revision']
  await context.server.insert('attribute_value', columns, rows)
}

async function standing(
  { server }: FactContext,
  facts: readonly AttributeFact[],
): Promise<Map<string, Statement>> {
  const known = new Map<string, Statement>()
  const names = [...new Set(facts.map(({ name }) => name))].map(literal).join(', ')
  const identities = [...new Set(facts.map(({ identityNo }) => identityNo))]
  for (let from = 0; from < identities.length; from += IDENTITIES_PER_LOOKUP) {
    const some = identities.slice(from, from + IDENTITIES_PER_LOOKUP).join(', ')
    const rows = await server.rows<{ no: number; name: string; source: string; value: string; at: string }>({
      sql: `select identity_no as no, name, source, value, stated_at as at
        from ${server.table('attribute_value')} final where name in (${names}) and identity_no in (${some})`,
    })
    for (const { no, name, source, value, at } of rows)
      known.set(keyOf(no, name, source), { value, at: Number(at) })
  }
  return known
}

const keyOf = (identityNo: number, name: string, source: string): string =>
  JSON.stringify([identityNo, name, source])

const isBlank = (value: Value): boolean => typeof value === 'string' && value.trim() === ''
