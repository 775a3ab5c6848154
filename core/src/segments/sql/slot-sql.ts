import type { Slot } from '../lower/segment-plan.ts'
import type { SqlDialect } from './dialect.ts'
import { slotColumn } from './words.ts'

/** Slots that are made of other slots of the same contact alone. */
export type MadeSlot = Exclude<
  Slot,
  { kind: 'attribute' | 'aggregate' | 'keys' | 'fold' | 'roster' | 'rank' }
>

/**
 * Prints a column made of others: the same steps on 64-bit floats as the evaluator takes, in its
 * order, so that every engine ends at the same bits.
 */
export function madeSlotSql(slot: MadeSlot, dialect: SqlDialect): string {
  switch (slot.kind) {
    case 'total':
      return over(units(slot.of, slot.perUnit), slot.perUnit)
    case 'net':
      return over(`(${units([slot.of], slot.perUnit)} - ${units([slot.less], slot.perUnit)})`, slot.perUnit)
    case 'average':
      return `${units(slot.sums, slot.perUnit)} / nullif(${units(slot.counts, 1)} * ${slot.perUnit}, 0)`
    case 'share':
    case 'change': {
      const part = units([slot.part], slot.perUnit)
      const whole = units([slot.whole], slot.perUnit)
      const grown = slot.kind === 'share' ? part : `(${part} - ${whole})`
      const enough = `${whole} > 0 and ${slotColumn(slot.counted)} >= ${slot.ofAtLeast}`
      return `case when ${enough} then ${grown} / nullif(${whole}, 0) end`
    }
    case 'least':
    case 'greatest':
      return dialect.extreme(slot.kind, slot.of.map(slotColumn))
    case 'earliest':
    case 'latest': {
      // At one instant the event type later in the alphabet is the later one.
      const parts = slot.kind === 'latest' ? slot.of.toReversed() : slot.of
      const moment = dialect.extreme(
        slot.kind === 'latest' ? 'greatest' : 'least',
        parts.map(({ at }) => slotColumn(at)),
      )
      const choices = parts.map(
        ({ value, at }) => `when ${slotColumn(at)} = ${moment} then ${slotColumn(value)}`,
      )
      return `case ${choices.join(' ')} end`
    }
    default:
      throw new Error(`Unhandled slot: ${slot satisfies never}`)
  }
}

/** The sum in whole units; rounding takes back the one division that a sum of numbers went through. */
function units(slots: readonly number[], perUnit: number): string {
  const parts = slots.map(slot =>
    perUnit === 1 ? slotColumn(slot) : `round(${slotColumn(slot)} * ${perUnit})`,
  )
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(' + ')})`
}

const over = (sql: string, perUnit: number): string => (perUnit === 1 ? sql : `${sql} / ${perUnit}`)
