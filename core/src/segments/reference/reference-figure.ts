import type { ValueType } from '../../schema/index.ts'
import type { EventCondition } from '../definition/definition.ts'
import type { MatchSelection } from '../definition/figure-tests.ts'
import type { Scalar, ValueTest } from '../definition/value-test.ts'
import { matching, readProperty } from './reference-events.ts'
import { nthMoments } from './reference-order.ts'
import { passes } from './reference-value.ts'
import type { ReferenceOptions, WorldEvent } from './world.ts'

/** Whether a condition about a figure passes; undefined when it is about something else. */
export function figurePasses(
  own: readonly WorldEvent[],
  condition: EventCondition,
  options: ReferenceOptions,
): boolean | undefined {
  const figure = figureOf(own, condition, options)
  return figure && passes(figure.value, figure.test, figure.type, options)
}

/** A figure of a contact's events, and the test that it is put to. */
export interface ReferenceFigure {
  /** A moment in milliseconds for `instant`; undefined where there is none. */
  readonly value: number | undefined
  readonly type: 'number' | 'instant'
  readonly test: ValueTest
}

/** The figure that a condition compares; undefined when it compares something else. */
export function figureOf(
  own: readonly WorldEvent[],
  condition: EventCondition,
  options: ReferenceOptions,
): ReferenceFigure | undefined {
  const { event: types, matched, rate, share, change, nth } = condition
  const events = matching(own, types, condition, options)
  const figure = (value: number | undefined, test: ValueTest): ReferenceFigure => ({
    value,
    type: 'number',
    test: asNumbers(test),
  })
  if (matched) return figure(answered(own, events, matched, options).answered, matched)
  if (rate?.repeats) {
    const { with: answers, where = {} } = rate
    const answering = matching(own, answers, { ...windowOf(condition), where }, options)
    return figure(part(answering.length, events.length, events.length, rate.of_at_least), rate)
  }
  if (rate) {
    const mails = answered(own, events, rate, options)
    return figure(part(mails.answered, mails.all, mails.all, rate.of_at_least), rate)
  }
  if (share) {
    const chosen = matching(events, types, { where: share.where }, options)
    const [of, all] = [chosen, events].map(some => amount(some, share.of, options)) as [number, number]
    return figure(part(of, all, events.length, share.of_at_least), share)
  }
  if (nth) {
    const { number, span, latest, ...test } = nth
    const ends = nthMoments(events, number, span)
    return { value: latest ? ends.at(-1) : ends[0], type: 'instant', test }
  }
  if (change) {
    const before = matching(own, types, condition, options, true)
    const [now, then] = [events, before].map(some => amount(some, change.of, options)) as [number, number]
    return figure(part(now - then, then, before.length, change.of_at_least), change)
  }
  return undefined
}

/** A part of something; of nothing, or of too little, there is none. */
function part(of: number, whole: number, counted: number, ofAtLeast = 1): number | undefined {
  return whole > 0 && counted >= ofAtLeast ? of / whole : undefined
}

/** Different mails of events that come oldest first, or the last few of them, and how many have an answer. */
function answered(
  own: readonly WorldEvent[],
  events: readonly WorldEvent[],
  { with: types, where = {}, by = 'message', last = Number.POSITIVE_INFINITY }: MatchSelection,
  options: ReferenceOptions,
): { all: number; answered: number } {
  const answers = matching(own, types, { where }, options).map(event => propertyOf(event, by, options))
  const latestFirst = events.toReversed().map(event => propertyOf(event, by, options))
  const mails = [...new Set(latestFirst)].filter(mail => mail !== undefined).slice(0, last)
  return { all: mails.length, answered: mails.filter(mail => answers.includes(mail)).length }
}

/** How many, or what a property adds up to: in whole millionths for numbers, which are what has decimals. */
function amount(events: readonly WorldEvent[], of: string | undefined, options: ReferenceOptions): number {
  if (of === undefined) return events.length
  const values = events.map(event => readProperty(event, of, typeOf(event, of, options), options))
  return values.reduce<number>((sum, value) => sum + Math.round(Number(value ?? 0) * 1e6), 0)
}

function propertyOf(event: WorldEvent, name: string, options: ReferenceOptions): string | undefined {
  return JSON.stringify(readProperty(event, name, typeOf(event, name, options), options))
}

function typeOf(event: WorldEvent, name: string, { catalog }: ReferenceOptions): ValueType {
  return name === 'at' ? 'instant' : (catalog.events.get(event.type)?.properties.get(name) ?? 'text')
}

const windowOf = ({ within }: EventCondition) => (within === undefined ? {} : { within })

/** Percentages as the numbers that they stand for. */
function asNumbers(test: ValueTest): ValueTest {
  const number = (value: Scalar) =>
    typeof value === 'string' ? Number(`${value.replace('%', '')}e-2`) : value
  return Object.fromEntries(
    Object.entries(test).map(([operator, value]) => [
      operator,
      Array.isArray(value) ? value.map(number) : number(value as Scalar),
    ]),
  )
}
