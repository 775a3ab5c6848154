import type { SegmentId } from '../../schema/index.ts'
import type { SegmentDefinition } from '../definition/definition.ts'
import { rosterQuestion } from '../definition/roster-condition.ts'
import { referenceEvaluate } from '../reference/reference-evaluate.ts'
import type { ReferenceOptions, World } from '../reference/world.ts'
import { rosterKey } from '../roster-key.ts'
import { type Explanation, explain } from './explain.ts'
import type { Expectation, SegmentTestCase } from './segment-test-file.ts'
import { leavesAboutEverybody } from './settled.ts'
import { whoPass } from './verdicts.ts'

/** What became of the expectations of some test files. */
export interface SegmentTestReport {
  readonly cases: number
  readonly expectations: number
  /** In the order written. */
  readonly failures: readonly SegmentTestFailure[]
}

export interface SegmentTestFailure extends Expectation {
  readonly file: string
  /** Why the person is, or is not, in the segment after all. */
  readonly explanation: Explanation
}

/** Deciding events that the explanation of a failure shows for each rule. */
const SHOWN_EVENTS = 3

/** Judges every person of every case by the reference evaluator, and explains every verdict that is not as expected. */
export function runSegmentTests(
  cases: readonly SegmentTestCase[],
  definitions: readonly SegmentDefinition[],
  settings: Omit<ReferenceOptions, 'asOf'>,
): SegmentTestReport {
  const failures = cases.flatMap(each => failuresOf(each, definitions, { ...settings, asOf: each.asOf }))
  const expectations = cases.reduce((sum, each) => sum + each.expectations.length, 0)
  return { cases: cases.length, expectations, failures }
}

function failuresOf(
  { file, people, expectations }: SegmentTestCase,
  definitions: readonly SegmentDefinition[],
  options: ReferenceOptions,
): SegmentTestFailure[] {
  const numbers = new Map(people.map(({ name }, contactNo) => [name, contactNo]))
  const rosters = new Map<string, Set<number>>()
  for (const [contactNo, { passes }] of people.entries()) {
    for (const key of passes.map(leaf => rosterKey(rosterQuestion(leaf)))) {
      rosters.set(key, (rosters.get(key) ?? new Set()).add(contactNo))
    }
  }
  const world: World = {
    rosters,
    contacts: people.map(({ attributes }, contactNo) => ({ contactNo, attributes })),
    // Of events at one instant the one written first is the earlier one.
    events: people
      .flatMap(({ events }, contactNo) => events.map(event => ({ ...event, contactNo })))
      .map((event, index) => ({ ...event, eventId: BigInt(index) })),
  }
  const members = referenceEvaluate(definitions, world, options)
  const byId = new Map(definitions.map(definition => [definition.id, definition]))
  return expectations.flatMap(expectation => {
    const contactNo = numbers.get(expectation.person) ?? -1
    const segment = byId.get(expectation.segment as SegmentId)
    const contact = world.contacts[contactNo]
    if (!segment || !contact || members.get(segment.id)?.has(contactNo) === expectation.member) return []
    const events = world.events.filter(event => event.contactNo === contactNo)
    const leaves = leavesAboutEverybody(segment, definitions)
    const passing = whoPass(leaves, definitions, world, options)
    const settled = new Map(leaves.map((leaf, index) => [leaf, passing[index]?.has(contactNo) ?? false]))
    const subject = { segment, definitions, contact, events, settled }
    return [{ ...expectation, file, explanation: explain(subject, { ...options, latest: SHOWN_EVENTS }) }]
  })
}
