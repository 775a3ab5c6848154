import fc from 'fast-check'
import type { Catalog, ExchangeRates, Instant } from '../../schema/index.ts'
import { buildCatalog, instant } from '../../schema/index.ts'
import type { SegmentDefinition } from '../definition/definition.ts'
import type { World } from '../reference/world.ts'
import { definitionsArbitrary } from './definition-arbitrary.ts'
import { ratesArbitrary } from './rates-arbitrary.ts'
import { worldArbitrary } from './world-arbitrary.ts'

/** One random test of an engine: these definitions over this world at this moment. */
export interface SegmentCase {
  readonly catalog: Catalog
  readonly currency: string
  readonly timeZone: string
  readonly asOf: Instant
  readonly definitions: readonly SegmentDefinition[]
  readonly world: World
  readonly rates: ExchangeRates
}

/**
 * Cases that are valid and mean to be awkward: values meet thresholds exactly, events lie on both
 * sides of window bounds and at one instant, texts are hostile, contacts and values are missing.
 */
export function segmentCases(): fc.Arbitrary<SegmentCase> {
  // The same in every case: a failing one is the shorter without it.
  const catalog = { ...awkwardCatalog(), [fc.toStringMethod]: () => 'awkwardCatalog()' }
  return fc
    .record({
      asOf: fc
        .constantFrom(
          '2026-04-01T00:00:00Z',
          '2026-03-31T13:14:15.167Z',
          // In Berlin the night of the hour that is left out, and in the hour that comes twice.
          '2026-03-29T01:30:00Z',
          '2026-10-25T01:30:00Z',
        )
        .map(text => instant(Date.parse(text))),
      currency: fc.constantFrom('USD', 'JPY', 'KWD'),
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'),
      definitions: definitionsArbitrary(catalog),
    })
    .chain(({ asOf, currency, timeZone, definitions }) =>
      fc
        .record({
          world: worldArbitrary(catalog, { asOf, currency, timeZone }),
          rates: ratesArbitrary({ asOf, timeZone }, currency),
        })
        .map(facts => ({ catalog, currency, timeZone, asOf, definitions, ...facts })),
    )
}

/** Every value type as an attribute and as a property, beside some of the standard names. */
function awkwardCatalog(): Catalog {
  const every = {
    label: 'text',
    labels: 'texts',
    points: 'number',
    price: 'money',
    happy: 'boolean',
    due: 'date',
    seen: 'instant',
  } as const
  const events = { survey_answered: { properties: every }, survey_seen: { properties: every } }
  return buildCatalog({ attributes: every, events }, new Map(), ['shop'])
}
