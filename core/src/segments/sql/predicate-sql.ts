import type { Predicate, Slot } from '../lower/segment-plan.ts'
import { numberTestSql, textTestSql } from './row-test-sql.ts'
import type { Printing } from './tables.ts'
import { joined, segmentColumn, slotColumn } from './words.ts'

/**
 * Prints a predicate over the columns of slots. A comparison with a missing value is null, which a
 * WHERE takes for false; only below a `not`, or where `twoValued`, it has to be made false in words.
 */
export function predicateSql(
  predicate: Predicate,
  slots: readonly Slot[],
  printing: Printing,
  twoValued = false,
): string {
  const { dialect } = printing
  const parts = (tests: readonly Predicate[]) =>
    tests.map(test => predicateSql(test, slots, printing, twoValued))
  const answer = (sql: string) => (twoValued ? dialect.isTrue(sql) : sql)
  switch (predicate.op) {
    case 'all':
      return joined(parts(predicate.tests), 'and', 'true')
    case 'any':
      return joined(parts(predicate.tests), 'or', 'false')
    case 'not':
      return `not (${predicateSql(predicate.test, slots, printing, true)})`
    case 'segment':
      return segmentColumn(predicate.segment)
    case 'exists':
      return `${slotColumn(predicate.slot)} is not null`
    case 'number':
    case 'number_in':
    case 'month_day':
      return answer(numberTestSql(predicate, slotColumn(predicate.slot), dialect))
    case 'text': {
      const type = slots[predicate.slot]?.type
      if (type !== 'text' && type !== 'texts') {
        throw new Error(`The slot ${predicate.slot} of this plan holds no texts.`)
      }
      return answer(textTestSql(predicate, slotColumn(predicate.slot), type, printing))
    }
    default:
      throw new Error(`Unhandled predicate: ${JSON.stringify(predicate satisfies never)}`)
  }
}
