import type { SegmentCase } from '@esplanade/core/segments/suites'
import { segmentCases } from '@esplanade/core/segments/suites'
import type { Store } from '@esplanade/core/store'
import fc from 'fast-check'
import { expect } from 'vitest'
import { referenceMembers } from './reference-members.ts'
import { storeMembers } from './store-members.ts'

const LONG = process.env.ESPLANADE_TEST_LONG === '1'

/** A long run takes a new seed each time unless told one; fast-check prints it when a case fails. */
const SEED = Number(process.env.ESPLANADE_TEST_SEED ?? (LONG ? Date.now() % 2 ** 31 : 1))

/** How many random cases an ordinary run has, and a long one (`pnpm test:long`). */
interface Runs {
  readonly ordinary: number
  readonly long: number
}

export const LONGEST_MS = LONG ? 3_600_000 : 300_000

/** Has random definitions over random data evaluated by a store in every way it can, and by the reference. */
export async function assertAgreement(
  { ordinary, long }: Runs,
  withStore: (use: (store: Store) => Promise<void>) => Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(segmentCases(), example => withStore(store => agree(example, store)))
  await fc.assert(property, { numRuns: LONG ? long : ordinary, seed: SEED })
}

async function agree(example: SegmentCase, store: Store): Promise<void> {
  const expected = referenceMembers(example)
  for (const { members, because } of await storeMembers(example, store)) {
    for (const { id, when } of example.definitions) {
      const told = () => `${id}: ${JSON.stringify(when)}\nfound ${JSON.stringify(because(id))}`
      if (!sameMembers(members.get(id), expected.get(id))) {
        expect(members.get(id), told()).toEqual(expected.get(id))
      }
    }
  }
}

function sameMembers(found: readonly number[] | undefined, expected: readonly number[] | undefined): boolean {
  return found !== undefined && found.join() === expected?.join()
}
