import type { Store } from '@esplanade/core/store'
import { duckdb } from '@esplanade/duckdb'
import { expect, test } from 'vitest'
import { assertAgreement, LONGEST_MS } from './agree.ts'

test(
  'a store that disagrees is told by its seed, the smallest case, the plan and the statement',
  async () => {
    const run = assertAgreement({ ordinary: 25, long: 25 }, async use => {
      const store = await duckdb({ file: ':memory:', threads: 1 }).open()
      try {
        await use(forgetful(store))
      } finally {
        await store.close()
      }
    })
    const told = await run.then(
      () => '',
      (error: Error) => `${error.message}\n${error.cause instanceof Error ? error.cause.message : ''}`,
    )
    expect(told).toMatch(/seed: \d+/)
    // One segment and one contact are enough to show it.
    expect(told).toContain('Counterexample')
    expect(told.match(/"title":"Segment \d"/g)).toHaveLength(1)
    expect(told.match(/"contactNo":\d+,"attributes"/g)).toHaveLength(1)
    expect(told).toContain('"slots":')
    expect(told).toMatch(/"way":"by its statement".*"sql":".*select .* from /s)
  },
  LONGEST_MS,
)

/** A store whose statements lose the first member of every segment. */
function forgetful(store: Store): Store {
  const { statements } = store.facts
  if (statements === undefined) throw new Error('This store evaluates no statements.')
  const members: typeof statements.members = async (...asked) => (await statements.members(...asked)).slice(1)
  const facts = Object.assign(Object.create(store.facts), { statements: { ...statements, members } })
  return Object.assign(Object.create(store), { facts })
}
