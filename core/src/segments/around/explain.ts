import type { SegmentId, Value } from '../../schema/index.ts'
import { instant, isoInstant } from '../../schema/index.ts'
import type { SegmentDefinition } from '../definition/definition.ts'
import { partsOf } from '../definition/hostile-shape.ts'
import type { ReferenceOptions, WorldContact, WorldEvent } from '../reference/world.ts'
import { type Actual, actualValue } from './actual-value.ts'
import { type ConvertedAmount, convertedAmount } from './converted-amount.ts'
import { type Deciding, decidingEvents } from './deciding-events.ts'
import { allParts, type Part, unfold } from './explained-part.ts'
import { rankedMeasure } from './ranked-measure.ts'
import { ruleText } from './rule-text.ts'
import { isAboutEverybody, type Settled, settle } from './settled.ts'
import { smallestChange } from './smallest-change.ts'
import { turningMoments } from './turning-moments.ts'
import { turningPoint } from './turning-point.ts'
import { whoPass } from './verdicts.ts'

/** Why one contact is, or is not, in one segment. */
export interface Explanation {
  readonly segment: SegmentId
  readonly title: string
  readonly asOf: string
  readonly member: boolean
  readonly rule: ExplainedRule
  /** The fewest leaves that would have to turn around for the verdict to, as `segment path`. */
  readonly smallestChange: readonly string[]
  /** When the clock alone turns the verdict around; null when it never does, as far as was looked. */
  readonly changesAt: string | null
  /** Leaves that everybody else or the state store decides, as `segment path`: when time changes those is not foretold. */
  readonly notForetold: readonly string[]
}

export interface ExplainedRule {
  readonly segment: SegmentId
  readonly path: string
  /** As its author wrote it. */
  readonly rule: string
  readonly passes: boolean
  /** The value that a leaf compares; null for groups, and where it is not one value. */
  readonly actual: Actual | null
  readonly events: ExplainedEvents | null
  /** What would turn this leaf around, in words; null for groups. */
  readonly change: string | null
  readonly changesAt: string | null
  readonly parts: readonly ExplainedRule[]
}

export interface ExplainedEvents {
  readonly count: number
  /** The latest few, newest first. */
  readonly latest: readonly {
    readonly type: string
    readonly at: string
    readonly properties: Readonly<Record<string, Value>>
    /** Of amounts in another currency, by property: what they count as. */
    readonly converted: Readonly<Record<string, ConvertedAmount>>
  }[]
}

export interface ExplainSubject {
  readonly segment: SegmentDefinition
  /** All definitions of the hub, for those that the segment refers to. */
  readonly definitions: readonly SegmentDefinition[]
  readonly contact: WorldContact
  /** The contact's events of every type that the rules name, in any order. */
  readonly events: readonly WorldEvent[]
  /** Verdicts on `leavesAboutEverybody`; they are taken as they are, now and ahead. */
  readonly settled?: Settled
}

/** Explains a verdict leaf by leaf. Definitions must be ones that `resolveSegments` accepts. */
export function explain(
  { segment, definitions, contact, events, settled = new Map() }: ExplainSubject,
  options: ReferenceOptions & { readonly latest: number },
): Explanation {
  const root = unfold(segment, definitions)
  const parts = allParts(root)
  const conditions = parts.map(({ condition }) => condition)
  const referred = new Set(parts.map(part => part.segment))
  const rules = definitions
    .filter(({ id }) => referred.has(id))
    .map(definition => ({ ...definition, when: settle(definition.when, settled) }))
  const questions = conditions.map(condition => settle(condition, settled))
  const world = { contacts: [contact], events }
  const verdicts = whoPass(questions, rules, world, options).map(passing => passing.size > 0)
  const deciding = decidingEvents(conditions.map(rankedMeasure), contact, events, options)
  const numbers = new Map(parts.map((part, index) => [part, index]))
  const numberOf = (part: Part): number => numbers.get(part) ?? 0
  const passes = (part: Part): boolean => verdicts[numberOf(part)] === true
  const turning = turningMoments(root, passes, { contact, events, settled, options })

  const explained = (part: Part): ExplainedRule => {
    const { condition } = part
    const seen = deciding[numberOf(part)]
    const actual = actualValue(rankedMeasure(condition), contact, events, seen, options)
    return {
      segment: part.segment,
      path: part.path,
      rule: ruleText(condition),
      passes: passes(part),
      actual: actual ?? null,
      events: seen === undefined ? null : shown(seen, options),
      change: partsOf(condition) ? null : turningPoint(condition, passes(part), actual),
      changesAt: turning.get(part) ?? null,
      parts: part.parts.map(explained),
    }
  }
  return {
    segment: segment.id,
    title: segment.title,
    asOf: isoInstant(options.asOf),
    member: passes(root),
    rule: explained(root),
    smallestChange: smallestChange(root, passes).map(leaf => `${leaf.segment} ${leaf.path}`),
    changesAt: turning.get(root) ?? null,
    notForetold: parts.filter(isAboutEverybody).map(leaf => `${leaf.segment} ${leaf.path}`),
  }
}

function shown(
  events: NonNullable<Deciding>,
  options: ReferenceOptions & { readonly latest: number },
): ExplainedEvents {
  return {
    count: events.length,
    latest: events
      .toReversed()
      .slice(0, options.latest)
      .map(event => ({
        type: event.type,
        at: isoInstant(instant(event.at)),
        properties: event.properties,
        converted: Object.fromEntries(
          Object.keys(event.properties).flatMap(name => {
            const converted = convertedAmount(event, name, options)
            return converted ? [[name, converted]] : []
          }),
        ),
      })),
  }
}
