import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rateSpans } from '../../src/schema/index.ts'
import { evaluateSegments, maskToContacts, planSegments, resolveSegments } from '../../src/segments/index.ts'
import { referenceEvaluate, worldRosters } from '../../src/segments/reference/index.ts'
import type { SegmentCase } from '../../src/segments/suites/index.ts'
import { segmentCases } from '../../src/segments/suites/index.ts'
import { arrayFactStore } from './array-fact-store.ts'

/** Cases here; `test/differential` runs the same against a real store, and many more in a long run. */
const RUNS = 200
/** A bound on a machine that is busy with other things; it takes some seconds. */
const LONGEST_MS = 60_000

test(
  'the engine and the reference name the same members',
  async () => {
    await fc.assert(
      fc.asyncProperty(segmentCases(), async example => {
        expect(await engineMembers(example)).toEqual(referenceMembers(example))
      }),
      { numRuns: RUNS, seed: 1 },
    )
  },
  LONGEST_MS,
)

async function engineMembers({ definitions, catalog, asOf, currency, timeZone, world, rates }: SegmentCase) {
  const resolved = resolveSegments(definitions, catalog)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems))
  const plan = planSegments(resolved.value, { asOf, currency, timeZone })
  const facts = arrayFactStore(world, {
    currency,
    attributes: catalog.attributes,
    rates: rateSpans(rates, { currency, timeZone }),
  })
  const { segments } = await evaluateSegments(plan, facts, worldRosters(world))
  return Object.fromEntries([...segments].map(([id, { mask }]) => [id, [...maskToContacts(mask)]]))
}

function referenceMembers({ definitions, world, ...options }: SegmentCase) {
  const members = referenceEvaluate(definitions, world, options)
  return Object.fromEntries(
    [...members].map(([id, contacts]) => [id, [...contacts].toSorted((a, b) => a - b)]),
  )
}
