import { days, type ExchangeRates, minutes } from '@esplanade/core/schema'
import type { WorldContact, WorldEvent } from '@esplanade/core/segments/reference'
import { ratesArbitrary, type SegmentCase, segmentCases } from '@esplanade/core/segments/suites'
import fc from 'fast-check'

/** What happens before one evaluation. Numbers pick from what there is by then, whatever its size. */
export interface Step {
  /** How far the clock is moved, in milliseconds; back, too. */
  readonly advanceMs: number
  readonly contacts: readonly WorldContact[]
  readonly events: readonly WorldEvent[]
  /** Tells everything of the step before once more. */
  readonly repeat: boolean
  /** Orders told again with what another says, or taken back. */
  readonly corrections: readonly { readonly pick: number; readonly like: number | null }[]
  /** Gives a contact the attributes of another in the case. */
  readonly attributes: readonly { readonly pick: number; readonly like: number }[]
  readonly merge: readonly [number, number] | null
  /** Takes one of the merges that stand back. */
  readonly unmerge: number | null
  /** Forgets a contact for good. */
  readonly erase: number | null
  /** Starts from what was saved, as another process would. */
  readonly restart: boolean
  /** Writes the tables of the store anew, in order. */
  readonly compact: boolean
  /** Comes with other exchange rates than the step before. */
  readonly rates: ExchangeRates | null
  /** Works without the last segment, or with it again. */
  readonly redefine: boolean
}

export interface TimelineCase {
  readonly example: SegmentCase
  readonly steps: readonly Step[]
}

const MOST_STEPS = 5
const MOVES = [0, 1, -1, minutes(45), days(1), days(6), days(7), days(30), days(60), -days(1)]

/** The random cases of the engine, told bit by bit. */
export function timelineCases(): fc.Arbitrary<TimelineCase> {
  return segmentCases().chain(timelineCase)
}

function timelineCase(example: SegmentCase): fc.Arbitrary<TimelineCase> {
  const nat = fc.nat({ max: 1_000 })
  const happening = fc.record({
    advanceMs: fc.constantFrom(...MOVES),
    repeat: fc.boolean(),
    corrections: fc.array(fc.record({ pick: nat, like: fc.option(nat) }), { maxLength: 2 }),
    attributes: fc.array(fc.record({ pick: nat, like: nat }), { maxLength: 2 }),
    merge: fc.option(fc.tuple(nat, nat), { freq: 2 }),
    unmerge: fc.option(nat, { freq: 1 }),
    erase: fc.option(nat, { freq: 1 }),
    restart: fc.boolean(),
    compact: fc.nat({ max: 4 }).map(n => n === 4),
    redefine: fc.nat({ max: 9 }).map(n => n === 9),
    rates: fc.option(ratesArbitrary(example, example.currency), { freq: 1 }),
  })
  return fc
    .tuple(
      fc.array(happening, { minLength: 2, maxLength: MOST_STEPS }),
      fc.array(fc.nat({ max: MOST_STEPS - 1 }), { minLength: 40, maxLength: 40 }),
    )
    .map(([happenings, deal]) => {
      const dealt = (index: number) => (deal[index % deal.length] ?? 0) % happenings.length
      const steps = happenings.map((step, number) => ({
        ...step,
        contacts: example.world.contacts.filter((_, index) => dealt(index) === number),
        events: example.world.events.filter((_, index) => dealt(index + 7) === number),
      }))
      return { example, steps }
    })
}
