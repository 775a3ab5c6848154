import { checkDefinition } from '../definition/check-definition.ts'
import type { AttributeCondition, Condition, SegmentDefinition } from '../definition/definition.ts'
import { DefinitionError } from '../definition/problem.ts'
import type { RankCondition } from '../definition/rank.ts'
import type { ConsentCondition, TargetCondition } from '../definition/roster-condition.ts'
import type { SequenceCondition, SequenceStep } from '../definition/sequence.ts'
import type { Duration, TestBuilder, WindowText } from './test-builder.ts'
import { testBuilder } from './test-builder.ts'

/** A condition, or a builder that is far enough to be one. */
export type ConditionLike = Condition | { toJSON(): Condition }

/**
 * Defines a segment in TypeScript; the same JSON as the YAML would give. Throws `DefinitionError`
 * with every problem.
 *
 * @example
 * segment('vip', 'VIP customers', all(
 *   attribute('region').is('California'),
 *   event('order_placed').within('30d').count().atLeast(3),
 *   noEvent('email_opened', 'email_clicked').within('60d'),
 * ))
 */
export function segment(
  id: string,
  title: string,
  when: ConditionLike,
  { description, fresh }: { description?: string; fresh?: Readonly<Record<string, Duration>> } = {},
): SegmentDefinition {
  const written = {
    id,
    title,
    ...(description === undefined ? {} : { description }),
    ...(fresh === undefined ? {} : { fresh }),
    when: plain(when),
  }
  const checked = checkDefinition(written)
  if (!checked.ok) throw new DefinitionError(checked.problems)
  return checked.value
}

/** Passes when every part does. */
export function all(...parts: readonly ConditionLike[]): Condition {
  return { all: parts.map(plain) }
}

/** Passes when at least one part does. */
export function any(...parts: readonly ConditionLike[]): Condition {
  return { any: parts.map(plain) }
}

/** Passes when no part does. */
export function none(...parts: readonly ConditionLike[]): Condition {
  return { none: parts.map(plain) }
}

/** Tests an attribute of the contact. */
export function attribute(name: string): TestBuilder<AttributeCondition> {
  return testBuilder(test => ({ attribute: name, ...test }))
}

/**
 * Passes when events followed one another like this.
 *
 * @example
 * sequence([{ event: 'cart_added' }, { no_event: 'order_placed', within: '1h' }], { within: '7d' })
 */
export function sequence(
  steps: readonly SequenceStep[],
  { within }: { within?: WindowText } = {},
): SequenceCondition {
  return { sequence: steps, ...(within === undefined ? {} : { within }) }
}

/**
 * Passes for who has the highest or the lowest values.
 *
 * @example
 * rank({ event: 'order_placed', within: '365d', sum: 'total' }, { top: '20%' })
 */
export function rank(by: RankCondition['rank'], part: Omit<RankCondition, 'rank'>): RankCondition {
  return { rank: by, ...part }
}

/** Passes when this is true of an address of the contact: of mail or messages as a whole, or of one topic. */
export function consent(
  channel: ConsentCondition['consent'],
  is: ConsentCondition['is'],
  { topic }: { topic?: string } = {},
): ConsentCondition {
  return { consent: channel, is, ...(topic === undefined ? {} : { topic }) }
}

/** Passes for who was last seen with this tag at a connection. */
export function tagged(tag: string, connection: string, place: Place = {}): TargetCondition {
  return { tag, connection, ...place }
}

/** Passes for who was last seen in this list at a connection. */
export function listed(list: string, connection: string, place: Place = {}): TargetCondition {
  return { list, connection, ...place }
}

/** The audience, where the connection has several; any of them where it is left out. */
type Place = { readonly container?: string }

/** Passes for the members of another segment. */
export function inSegment(id: string): Condition {
  return { segment: id }
}

function plain(condition: ConditionLike): Condition {
  return 'toJSON' in condition ? condition.toJSON() : condition
}
