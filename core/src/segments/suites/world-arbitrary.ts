import fc from 'fast-check'
import type { Catalog, Instant, Value, ValueType } from '../../schema/index.ts'
import {
  bounds,
  days,
  EVER,
  fractionDigits,
  instant,
  isoInstant,
  minutes,
  parseWindow,
} from '../../schema/index.ts'
import { type RosterCondition, rosterQuestion } from '../definition/roster-condition.ts'
import type { World, WorldContact, WorldEvent } from '../reference/world.ts'
import { rosterKey } from '../roster-key.ts'
import { AMOUNTS, DAYS, NUMBERS, TEXTS } from './hostile-values.ts'
import { CURRENCIES } from './rates-arbitrary.ts'
import { WINDOWS } from './test-arbitrary.ts'
import { EVENT_TYPES, NAMES, ROSTERS } from './vocabulary.ts'

/** What moments and amounts of a world are awkward for. */
interface Setting {
  readonly asOf: Instant
  readonly currency: string
  readonly timeZone: string
}

const MAX_CONTACTS = 70
const MAX_EVENTS = 150
/** Few contacts have all the events, so that each has enough to put in order. */
const MAX_ACTIVE = 8

/** Contacts (more than two mask words of them, with gaps) and their events, some of nobody. */
export function worldArbitrary(catalog: Catalog, setting: Setting): fc.Arbitrary<World> {
  const values = (types: ReadonlyMap<string, ValueType>, money = valueArbitrary('money', setting)) =>
    fc.record(
      Object.fromEntries(
        [...types]
          .filter(([name]) => NAMES.has(name))
          .map(([name, type]) => [name, type === 'money' ? money : valueArbitrary(type, setting)]),
      ),
      { requiredKeys: [] },
    ) as fc.Arbitrary<Record<string, Value>>
  const contacts: fc.Arbitrary<WorldContact[]> = fc.uniqueArray(
    fc.record({
      contactNo: fc.integer({ min: 1, max: MAX_CONTACTS }),
      attributes: values(catalog.attributes),
    }),
    { selector: ({ contactNo }) => contactNo, maxLength: MAX_CONTACTS, size: 'max' },
  )
  const event = (type: string): fc.Arbitrary<WorldEvent> =>
    fc.record({
      eventId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      type: fc.constant(type),
      contactNo: fc.integer({ min: 1, max: MAX_ACTIVE }),
      at: momentArbitrary(setting),
      properties: values(catalog.events.get(type)?.properties ?? new Map(), foreignArbitrary(setting)),
    })
  const events = fc.uniqueArray(fc.oneof(...EVENT_TYPES.map(event)), {
    selector: ({ eventId }) => eventId,
    maxLength: MAX_EVENTS,
    size: 'max',
  })
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: MAX_CONTACTS + 40 }), { maxLength: MAX_CONTACTS })
  const rosters = fc
    .tuple(...ROSTERS.map(() => numbers))
    .map(
      lists =>
        new Map(
          lists.map((list, index) => [
            rosterKey(rosterQuestion(ROSTERS[index] as RosterCondition)),
            new Set(list),
          ]),
        ),
    )
  return fc.record({ contacts, events, rosters })
}

/** Moments on, just before and just after the bounds of the windows that definitions use. */
function momentArbitrary({ asOf, timeZone }: Setting): fc.Arbitrary<Instant> {
  const back = [0, minutes(45), days(1), days(7), days(30), days(60), days(400), -days(1)].map(
    ms => asOf - ms,
  )
  const edges = WINDOWS.flatMap(text => {
    const { after, until } = bounds(parseWindow(text) ?? EVER, asOf, timeZone)
    return [after ?? asOf, until]
  })
  return fc
    .record({ near: fc.constantFrom(...back, ...back, ...edges), by: fc.constantFrom(-1, 0, 1) })
    .map(({ near, by }) => instant(near + by))
}

function valueArbitrary(type: ValueType, setting: Setting): fc.Arbitrary<Value> {
  switch (type) {
    case 'text':
      return fc.constantFrom(...TEXTS)
    case 'texts':
      return fc.uniqueArray(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 3 })
    case 'number':
      return fc.constantFrom(...NUMBERS)
    case 'money':
      return fc.constantFrom(
        ...AMOUNTS.filter(amount => decimals(amount) <= (fractionDigits(setting.currency) ?? 2)),
      )
    case 'boolean':
      return fc.boolean()
    case 'date':
      return fc.constantFrom(...DAYS)
    case 'instant':
      return momentArbitrary(setting).map(isoInstant)
    default:
      throw new Error(`Unhandled type: ${type satisfies never}`)
  }
}

/** An event's amount may name its currency; some have more decimals than that has. */
const foreignArbitrary = (setting: Setting): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 3, arbitrary: valueArbitrary('money', setting) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...AMOUNTS), fc.constantFrom(...CURRENCIES))
        .map(parts => parts.join(' ')),
    },
  )

const decimals = (amount: string): number => amount.split('.')[1]?.length ?? 0
