import type { Value, ValueType } from '../../schema/index.ts'
import { convertValue, fractionDigits, instant, isoInstant } from '../../schema/index.ts'
import type { Condition } from '../definition/definition.ts'
import { FIGURES } from '../definition/figure-tests.ts'
import { figureOf, type ReferenceFigure } from '../reference/reference-figure.ts'
import { measured as referenceMeasure } from '../reference/reference-measure.ts'
import type { ReferenceOptions, WorldContact, WorldEvent } from '../reference/world.ts'
import { convertedAmount } from './converted-amount.ts'
import type { Deciding } from './deciding-events.ts'
import { type SimpleMeasure, simpleMeasure } from './simple-measure.ts'

/** What a leaf compares: its name, and the contact's value, null where missing. */
export interface Actual {
  /** `count`, `sum of total`, or the attribute. */
  readonly of: string
  readonly value: Value | null
}

/** The value that decides a leaf; undefined where it is not one value. */
export function actualValue(
  condition: Condition,
  contact: WorldContact,
  events: readonly WorldEvent[],
  deciding: Deciding,
  options: ReferenceOptions,
): Actual | undefined {
  if ('attribute' in condition) {
    const { attribute } = condition
    const type = options.catalog.attributes.get(attribute) ?? 'text'
    const value = convertValue(contact.attributes[attribute], type, options.currency) ?? null
    return { of: attribute, value }
  }
  if ('event' in condition) {
    const figure = figureOf(events, condition, options)
    const of = FIGURES.find(name => name in condition)
    if (figure && of) return { of, value: figureValue(figure) }
  }
  if ('event' in condition && condition.sum?.minus !== undefined) {
    const { of, minus } = condition.sum
    const { value, type } = referenceMeasure({ contact, events }, { ...condition, minus }, 'sum', of, options)
    // Amounts are compared in minor units.
    const units = type === 'money' ? 10 ** (fractionDigits(options.currency) ?? 2) : 1
    return {
      of: `sum of ${of} less ${[minus].flat().join(', ')}`,
      value: spelled(Number(value) / units, { ...options, type }),
    }
  }
  const measure = simpleMeasure(condition)
  return deciding && measure && measured(measure, deciding, options)
}

function figureValue({ value, type }: ReferenceFigure): Value | null {
  if (value === undefined) return null
  return type === 'instant' ? isoInstant(instant(value)) : Number(value.toFixed(6))
}

function measured(
  { selection, fn, of }: SimpleMeasure,
  events: readonly WorldEvent[],
  options: ReferenceOptions,
): Actual | undefined {
  const { catalog, currency } = options
  if (of === null) return { of: fn, value: events.length }
  const [first = ''] = [selection.event].flat()
  const type = of === 'at' ? 'instant' : (catalog.events.get(first)?.properties.get(of) ?? 'text')
  const values = events
    .map(event =>
      of === 'at'
        ? isoInstant(instant(event.at))
        : (convertedAmount(event, of, options)?.amount ?? event.properties[of]),
    )
    .map(value => convertValue(value, type, currency) ?? null)
    .filter(value => value !== null)
  const amount = AMOUNTS[fn]
  return amount && { of: `${fn} of ${of}`, value: amount(values, { type, currency }) }
}

/** What values, oldest first, amount to. A measure that is not here has no single value to show. */
const AMOUNTS: Readonly<Record<string, (values: readonly Value[], setting: Setting) => Value | null>> = {
  first: ([first = null]) => first,
  last: values => values.at(-1) ?? null,
  sum: (values, setting) => spelled(total(values), setting),
  avg: (values, setting) => (values.length === 0 ? null : spelled(total(values) / values.length, setting)),
  min: values => values.reduce<Value | null>((best, value) => lesser(best, value, true), null),
  max: values => values.reduce<Value | null>((best, value) => lesser(best, value, false), null),
  distinct: values => new Set(values.map(value => JSON.stringify(value))).size,
}

interface Setting {
  readonly type: ValueType
  readonly currency: string
}

/** Decimals are added in whole millionths, so that 0.1 + 0.2 is 0.3. */
function total(values: readonly Value[]): number {
  return Number(values.reduce((sum, value) => sum + BigInt(Math.round(Number(value) * 1e6)), 0n)) / 1e6
}

function spelled(value: number, { type, currency }: Setting): Value {
  return type === 'money' ? value.toFixed(fractionDigits(currency) ?? 2) : Number(value.toFixed(6))
}

/** Numbers and amounts by size; canonical days and moments by their text, which sorts like time. */
function lesser(best: Value | null, value: Value, wanted: boolean): Value {
  if (best === null) return value
  const numeric = !Number.isNaN(Number(value))
  const less = numeric ? Number(value) < Number(best) : String(value) < String(best)
  return less === wanted ? value : best
}
