import type { SegmentCase } from '@esplanade/core/segments/suites'
import { segmentCases } from '@esplanade/core/segments/suites'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { duckdbMembers } from './duckdb-members.ts'
import { referenceMembers } from './reference-members.ts'

/** Cases of an ordinary run, and of a long one (`pnpm test:long`). */
const LONG = process.env.ESPLANADE_TEST_LONG === '1'
const RUNS = LONG ? 2_000 : 25
const LONGEST_MS = LONG ? 1_800_000 : 60_000

/** A long run takes a new seed each time unless told one; fast-check prints it when a case fails. */
const SEED = Number(process.env.ESPLANADE_TEST_SEED ?? (LONG ? Date.now() % 2 ** 31 : 1))

test(
  'DuckDB, over shared scans or by one statement a segment, and the reference name the same members',
  async () => {
    await fc.assert(fc.asyncProperty(segmentCases(), agree), { numRuns: RUNS, seed: SEED })
  },
  LONGEST_MS,
)

async function agree(example: SegmentCase): Promise<void> {
  const expected = referenceMembers(example)
  for (const { members, because } of await duckdbMembers(example)) {
    for (const { id, when } of example.definitions) {
      const told = () => `${id}: ${JSON.stringify(when)}\nby ${JSON.stringify(because(id))}`
      if (!sameMembers(members.get(id), expected.get(id))) {
        expect(members.get(id), told()).toEqual(expected.get(id))
      }
    }
  }
}

function sameMembers(found: readonly number[] | undefined, expected: readonly number[] | undefined): boolean {
  return found !== undefined && found.join() === expected?.join()
}
