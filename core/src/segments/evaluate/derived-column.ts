import type { Slot } from '../lower/segment-plan.ts'
import type { Column, NumberColumn } from './column.ts'
import { TextColumnBuilder } from './column.ts'
import { rankFlags } from './rank-flags.ts'

type Numbers = NumberColumn['values']
type Derived = Exclude<Slot, { kind: 'attribute' | 'aggregate' | 'keys' | 'fold' | 'roster' }>

/** Makes a column of other columns, contact by contact. */
export function derivedColumn(
  slot: Derived,
  columns: readonly Column[],
  capacity: number,
  living: Uint32Array,
): Column {
  const numbers = (slots: readonly number[]) => slots.map(index => numbersOf(columns, index))
  switch (slot.kind) {
    case 'total': {
      const parts = numbers(slot.of)
      return computed(capacity, contact => units(parts, slot.perUnit, contact) / slot.perUnit)
    }
    case 'net': {
      const [of, less] = numbers([slot.of, slot.less]) as [Numbers, Numbers]
      const { perUnit } = slot
      return computed(
        capacity,
        contact => (units([of], perUnit, contact) - units([less], perUnit, contact)) / perUnit,
      )
    }
    case 'average': {
      const sums = numbers(slot.sums)
      const counts = numbers(slot.counts)
      // Dividing whole units once rounds once, so an average that is 0.3 compares equal to 0.3.
      return computed(
        capacity,
        contact => units(sums, slot.perUnit, contact) / (units(counts, 1, contact) * slot.perUnit),
      )
    }
    case 'share':
    case 'change': {
      const { kind, ofAtLeast, perUnit } = slot
      const [part, whole, counted] = numbers([slot.part, slot.whole, slot.counted]) as [
        Numbers,
        Numbers,
        Numbers,
      ]
      return computed(capacity, contact => {
        const against = units([whole], perUnit, contact)
        if (!(against > 0) || (counted[contact] as number) < ofAtLeast) return Number.NaN
        const of = units([part], perUnit, contact)
        return (kind === 'share' ? of : of - against) / against
      })
    }
    case 'rank': {
      // Members of a segment are ranked once they are known; until then nobody is.
      if (slot.among !== null) return { kind: 'number', values: new Uint8Array(capacity) }
      return rankColumn(slot, columns, living)
    }
    case 'least':
    case 'greatest': {
      const parts = numbers(slot.of)
      const sign = slot.kind === 'least' ? 1 : -1
      return computed(capacity, contact => sign * least(parts, sign, contact))
    }
    case 'earliest':
    case 'latest':
      return chosen(slot, columns, capacity)
    default:
      throw new Error(`Unhandled slot: ${slot satisfies never}`)
  }
}

/** Who of a population is ranked high or low enough. */
export function rankColumn(
  slot: Extract<Slot, { kind: 'rank' }>,
  columns: readonly Column[],
  population: Uint32Array,
): NumberColumn {
  const counted = slot.counted === null ? null : numbersOf(columns, slot.counted)
  return { kind: 'number', values: rankFlags({ of: numbersOf(columns, slot.of), counted, population }, slot) }
}

function computed(capacity: number, make: (contact: number) => number): NumberColumn {
  const values = new Float64Array(capacity)
  for (let contact = 0; contact < capacity; contact++) values[contact] = make(contact)
  return { kind: 'number', values }
}

/** The sum in whole units; rounding takes back the one division that the scan's answer went through. */
function units(parts: readonly Numbers[], perUnit: number, contact: number): number {
  let sum = 0
  for (const part of parts) sum += Math.round((part[contact] as number) * perUnit)
  return sum
}

/** The least of `sign` times each part, those missing left out; NaN when all are. */
function least(parts: readonly Numbers[], sign: number, contact: number): number {
  let best = Number.NaN
  for (const part of parts) {
    const value = sign * (part[contact] as number)
    if (value < best || Number.isNaN(best)) best = value
  }
  return best
}

/** The part whose event came first or last. At one instant the event type later in the alphabet is the later one. */
function chosen(
  { kind, of, type }: Extract<Derived, { kind: 'earliest' | 'latest' }>,
  columns: readonly Column[],
  capacity: number,
): Column {
  const times = of.map(({ at }) => numbersOf(columns, at))
  const choose = (contact: number): number => {
    let best = -1
    let bestAt = Number.NaN
    for (const [index, time] of times.entries()) {
      const at = time[contact] as number
      if (Number.isNaN(at)) continue
      if (best < 0 || (kind === 'latest' ? at >= bestAt : at < bestAt)) {
        best = index
        bestAt = at
      }
    }
    return best
  }
  if (type !== 'text') {
    const parts = of.map(({ value }) => numbersOf(columns, value))
    return computed(capacity, contact => parts[choose(contact)]?.[contact] ?? Number.NaN)
  }
  const parts = of.map(({ value }) => columns[value] as Column)
  const texts = Array.from({ length: capacity }, (_, contact) => {
    const part = parts[choose(contact)]
    return part?.kind === 'text'
      ? ((part.dictionary[part.codes[contact] as number] ?? null) as string | null)
      : null
  })
  const builder = new TextColumnBuilder(capacity)
  builder.add(Uint32Array.from(texts.keys()), texts)
  return builder.finish()
}

function numbersOf(columns: readonly Column[], index: number): Numbers {
  const column = columns[index]
  if (column?.kind !== 'number') throw new Error(`The slot ${index} of this plan holds no numbers.`)
  return column.values
}
