import type { AggregateChange } from '../../store/index.ts'
import type { Aggregate } from '../plan.ts'
import type { ColumnWriter } from './column-writer.ts'

/** What became of a contact's answer: as it was, brought up to date, or to be read again. */
export type Outcome = 'same' | 'changed' | 'unknown'

/**
 * Up to here a sum in whole units survives the division into a double and the way back with a margin:
 * two roundings move it by less than half a unit.
 */
const MOST_UNITS = 2 ** 50
const MILLIONTHS = 1_000_000

/** Where an answer is, and for `first` and `last` where the time of its event is. */
export interface Place {
  readonly slot: number
  readonly holder: number | undefined
  readonly aggregate: Aggregate
}

/** Applies what moved for the contact in `row` of a change. */
export function applyDifference(
  writer: ColumnWriter,
  { slot, holder, aggregate }: Place,
  contact: number,
  change: AggregateChange,
  row: number,
): Outcome {
  switch (change.kind) {
    case 'difference':
      return applySum(writer, slot, contact, change.values[row] as number, unitsIn(aggregate))
    case 'extremes':
      return applyExtreme(writer, slot, contact, aggregate, {
        came: change.came[row] as number,
        went: change.went[row] as number,
      })
    case 'ends': {
      if (holder === undefined)
        throw new Error('The plan does not track where a first or last value comes from.')
      const settled = settle(writer.number(holder, contact), aggregate, {
        came: change.cameAt[row] as number,
        went: change.wentAt[row] as number,
      })
      if (settled === 'same' || settled === 'unknown') return settled
      const value = settled === 'came' ? (change.came.values[row] ?? null) : null
      const changed =
        change.came.kind === 'text'
          ? writer.setText(slot, contact, value as string | null)
          : writer.setNumber(slot, contact, Number(value ?? Number.NaN))
      return changed ? 'changed' : 'same'
    }
    default:
      throw new Error(`Unhandled change: ${change satisfies never}`)
  }
}

const unitsIn = ({ fn, property }: Aggregate): number =>
  fn === 'sum' && property?.type === 'number' ? MILLIONTHS : 1

function applySum(writer: ColumnWriter, slot: number, contact: number, by: number, perUnit: number): Outcome {
  if (by === 0) return 'same'
  const before = Math.round(writer.number(slot, contact) * perUnit)
  const more = Math.round(by * perUnit)
  const units = before + more
  if (Math.max(Math.abs(before), Math.abs(more), Math.abs(units)) > MOST_UNITS) return 'unknown'
  return writer.setNumber(slot, contact, units / perUnit) ? 'changed' : 'same'
}

interface Movement {
  readonly came: number
  readonly went: number
}

function applyExtreme(
  writer: ColumnWriter,
  slot: number,
  contact: number,
  aggregate: Aggregate,
  movement: Movement,
): Outcome {
  const old = writer.number(slot, contact)
  const isTime = aggregate.property?.name === 'at' && aggregate.property.type === 'instant'
  const sign = aggregate.fn === 'max' ? 1 : -1
  const leaves = movement.went === old
  const beats = sign * movement.came >= sign * old
  if (leaves && !beats) {
    if (!(isTime && allGone(old, aggregate))) return 'unknown'
    return writer.setNumber(slot, contact, movement.came) ? 'changed' : 'same'
  }
  if (!(beats || Number.isNaN(old)) || Number.isNaN(movement.came)) return 'same'
  return writer.setNumber(slot, contact, movement.came) ? 'changed' : 'same'
}

/** Whether the row at an end of the old rows still is the answer, a row that came is, or none is. */
function settle(
  holder: number,
  aggregate: Aggregate,
  { came, went }: Movement,
): 'same' | 'unknown' | 'came' | 'none' {
  const sign = aggregate.fn === 'last' ? 1 : -1
  if (Number.isNaN(holder)) return Number.isNaN(came) ? 'same' : 'came'
  if (sign * came > sign * holder) return 'came'
  // At one instant the event ids decide, which nobody kept.
  if (came === holder) return 'unknown'
  if (went !== holder) return 'same'
  if (!allGone(holder, aggregate)) return 'unknown'
  return Number.isNaN(came) ? 'none' : 'came'
}

/** When the latest of the old rows lies before the window, they all do. */
const allGone = (latest: number, { fn, after }: Aggregate): boolean =>
  (fn === 'max' || fn === 'last') && after !== null && latest <= after
