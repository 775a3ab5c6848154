import type { Instant } from '../../schema/index.ts'
import type { Aggregate, PropertyRef, RowTest } from '../../segments/plan.ts'
import type { FactStore } from '../fact-store.ts'

/** Later than every event of the suites. */
const FOREVER = 8.64e15 as Instant

export type Answer = number | string | null

/** An aggregate over all time, as a test writes it. */
export function aggregate(
  fn: Aggregate['fn'],
  property: PropertyRef | null = null,
  more: Partial<Pick<Aggregate, 'after' | 'until' | 'where'>> = {},
): Aggregate {
  const rest = { fn, property, after: null, until: FOREVER, where: null, ...more }
  return { key: JSON.stringify(rest), ...rest }
}

/** Answers by contact, in the order of the aggregates; a missing number is null. */
export async function scanned(
  facts: Pick<FactStore, 'scan'>,
  type: string,
  aggregates: readonly Aggregate[],
): Promise<Map<number, Answer[]>> {
  const answers = new Map<number, Answer[]>()
  const answered = new Set<string>()
  for await (const { contactNo, columns } of facts.scan({ type, aggregates })) {
    contactNo.forEach((no, row) => {
      const answer = answers.get(no) ?? aggregates.map(({ fn }) => (fn === 'count' ? 0 : null))
      answers.set(no, answer)
      for (const [column, told] of columns.entries()) {
        if (told === undefined) continue
        const place = `${no} ${column}`
        if (answered.has(place)) throw new Error(`Aggregate ${column} of contact ${no} came twice.`)
        answered.add(place)
        const value = told.values[row] ?? null
        answer[column] = Number.isNaN(value) ? null : value
      }
    })
  }
  return new Map([...answers].sort(([a], [b]) => a - b))
}

/** How many events of a type each contact has, among those that pass. */
export async function counts(
  facts: FactStore,
  type: string,
  where: RowTest | null = null,
): Promise<Map<number, Answer>> {
  const answers = await scanned(facts, type, [aggregate('count', null, { where })])
  return new Map([...answers].map(([no, [count]]) => [no, count ?? null]))
}
