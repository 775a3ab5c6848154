import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { parseSegments } from '../../definition/parse-segments.ts'
import { formatProblem } from '../../definition/problem.ts'
import { referenceEvaluate } from '../../reference/reference-evaluate.ts'
import type { SegmentCase } from '../segment-case.ts'
import { AS_OF, CATALOG, type People, type Stage, worldOf } from './people.ts'

/** Evaluates a case, in one way or in several: contact numbers by segment id, ascending. */
export type Evaluate = (example: SegmentCase) => Promise<readonly ReadonlyMap<string, readonly number[]>[]>

/** Tells who is in a segment by first name. What every way to evaluate and the reference say is the same, or it throws. */
export interface StoryTeller {
  /** Members by segment id. */
  readonly membersOf: (yaml: string, people: People, stage?: Stage) => Promise<Record<string, string[]>>
  /** Who satisfies one condition, written as the YAML under `when:`. */
  readonly whoPasses: (when: string, people: People, stage?: Stage) => Promise<string[]>
  /** Members by segment id of a file of the examples. */
  readonly exampleMembers: (file: string, people: People, stage?: Stage) => Promise<Record<string, string[]>>
}

/** `examples`: the folder of the worked examples. */
export function storyTeller(evaluate: Evaluate, examples: URL): StoryTeller {
  const membersOf: StoryTeller['membersOf'] = async (yaml, people, stage = {}) => {
    const example = exampleOf(yaml, people, stage)
    const names = Object.keys(people)
    const named = (members: Iterable<number>) => [...members].map(no => names[no - 1] ?? `#${no}`)
    const { definitions, world, ...options } = example
    const expected = referenceEvaluate(definitions, world, options)
    let found: Record<string, string[]> = {}
    for (const members of await evaluate(example)) {
      found = Object.fromEntries([...members].map(([id, contacts]) => [id, named(contacts)]))
      for (const [id, contacts] of expected) expect(found[id]).toEqual(named(contacts))
    }
    return found
  }
  return {
    membersOf,
    whoPasses: async (when, people, stage) =>
      (await membersOf(`id: x\ntitle: X\nwhen: ${when}`, people, stage)).x ?? [],
    exampleMembers: async (file, people, stage) =>
      membersOf(await readFile(new URL(file, examples), 'utf8'), people, stage),
  }
}

const NO_RATES = { unit: 'currency', maxAgeDays: 0, byCurrency: new Map() } as const

function exampleOf(yaml: string, people: People, stage: Stage): SegmentCase {
  const parsed = parseSegments(yaml, 'story.yaml')
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  const { asOf = AS_OF, currency = 'USD', timeZone = 'UTC', catalog = CATALOG, rates = NO_RATES } = stage
  return {
    definitions: parsed.definitions,
    world: worldOf(people),
    catalog,
    currency,
    timeZone,
    asOf,
    rates,
  }
}
