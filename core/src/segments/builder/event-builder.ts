import type { KnownEventType } from '../../schema/index.ts'
import type { AbsenceCondition, EventCondition } from '../definition/definition.ts'
import type { Measure } from '../definition/event-selection.ts'
import type {
  ChangeTest,
  FigureName,
  MatchSelection,
  NthTest,
  RateTest,
  ShareTest,
} from '../definition/figure-tests.ts'
import type { Scalar, ValueTest } from '../definition/value-test.ts'
import type { TestBuilder, WindowText } from './test-builder.ts'
import { testBuilder } from './test-builder.ts'

/** A standard event type, offered by the editor, or any other name. */
export type EventName = KnownEventType | (string & {})

/** Narrows which events are meant. What it is part way through is already a condition. */
interface SelectionBuilder<Condition, Self> {
  within(window: WindowText): Self
  where(tests: Readonly<Record<string, Scalar | ValueTest>>): Self
  toJSON(): Condition
}

export interface EventBuilder
  extends SelectionBuilder<EventCondition, EventBuilder>,
    Record<Exclude<Measure, 'sum'>, (property: string) => TestBuilder<EventCondition>> {
  /** `minus`: events whose sum is taken away, such as `order_refunded`. */
  sum(property: string, options?: { readonly minus: Types }): TestBuilder<EventCondition>
  count(): TestBuilder<EventCondition>
  /** How many mails of these were answered by events of other types, such as `email_opened`. */
  matched(types: Types, options?: Omit<MatchSelection, 'with'>): TestBuilder<EventCondition>
  /** What part of these mails was answered. */
  rate(types: Types, options?: Options<RateTest, 'with'>): TestBuilder<EventCondition>
  /** What part of these events, or of what `of` adds up to, passes the tests. */
  share(where: ShareTest['where'], options?: Options<ShareTest, 'where'>): TestBuilder<EventCondition>
  /** By what part it grew against the equally long time before. */
  change(options?: Options<ChangeTest>): TestBuilder<EventCondition>
  /** The moment at which so many of these events had happened, with `span` inside that time. */
  nth(number: number, options?: Options<NthTest, 'number'>): TestBuilder<EventCondition>
}

type Types = EventName | readonly EventName[]
/** What a figure takes beside its tests. */
type Options<Test, Given extends string = never> = Omit<Test, keyof ValueTest | Given>

export interface AbsenceBuilder extends SelectionBuilder<AbsenceCondition, AbsenceBuilder> {}

/** Events of the contact: at least one of them, unless a measure says otherwise. */
export function event(...types: readonly [EventName, ...EventName[]]): EventBuilder {
  return eventBuilder({ event: oneOrMany(types) })
}

/** Passes for a contact without any such event. */
export function noEvent(...types: readonly [EventName, ...EventName[]]): AbsenceBuilder {
  return absenceBuilder({ no_event: oneOrMany(types) })
}

function eventBuilder(condition: EventCondition): EventBuilder {
  const measure = (name: Exclude<Measure, 'sum'>) => (property: string) =>
    testBuilder<EventCondition>(test => ({ ...condition, [name]: { of: property, ...test } }))
  const figure = (name: FigureName, options: object) =>
    testBuilder<EventCondition>(test => ({ ...condition, [name]: { ...options, ...test } }))
  return {
    within: window => eventBuilder({ ...condition, within: window }),
    where: tests => eventBuilder({ ...condition, where: tests }),
    count: () => testBuilder<EventCondition>(test => ({ ...condition, count: test })),
    sum: (of, options) =>
      testBuilder<EventCondition>(test => ({ ...condition, sum: { of, ...options, ...test } })),
    avg: measure('avg'),
    min: measure('min'),
    max: measure('max'),
    first: measure('first'),
    last: measure('last'),
    distinct: measure('distinct'),
    matched: (types, options = {}) => figure('matched', { with: types, ...options }),
    rate: (types, options = {}) => figure('rate', { with: types, ...options }),
    share: (where, options = {}) => figure('share', { where, ...options }),
    change: (options = {}) => figure('change', options),
    nth: (number, options = {}) => figure('nth', { number, ...options }),
    toJSON: () => condition,
  }
}

function absenceBuilder(condition: AbsenceCondition): AbsenceBuilder {
  return {
    within: window => absenceBuilder({ ...condition, within: window }),
    where: tests => absenceBuilder({ ...condition, where: tests }),
    toJSON: () => condition,
  }
}

function oneOrMany(types: readonly [string, ...string[]]): string | readonly string[] {
  return types.length === 1 ? types[0] : types
}
