import { describe, expect, it } from 'vitest'
import type { Connector } from '../../src/index.ts'
import { allTests } from '../../testing/conformance/all-tests.ts'
import { describeConnector } from '../../testing/conformance/index.ts'
import { onStage } from '../../testing/conformance/stage.ts'
import { acme } from '../acme/acme-connector.ts'
import { acmeHarness } from '../acme/acme-harness.ts'
import { ALONG } from './vices/along.ts'
import { inputVices } from './vices/input.ts'
import { readingVices } from './vices/reading.ts'
import { topicVices } from './vices/topics.ts'
import type { Vice } from './vices/vice.ts'
import { weatherVices } from './vices/weather.ts'
import { writingVices } from './vices/writing.ts'

const vices: readonly Vice[] = [
  ...readingVices,
  ...writingVices,
  ...inputVices,
  ...topicVices,
  ...weatherVices,
]

function testNamed(name: string) {
  const test = allTests.find(candidate => candidate.name === name)
  if (!test) throw new Error(`No test is called "${name}".`)
  return test
}

describe('the suite catches a connector that', () => {
  it.each(vices.map(vice => [vice.what, vice] as const))('%s', async (_what, { caughtBy, change }) => {
    const connector = { ...acme, ...change } as unknown as Connector
    for (const name of caughtBy) {
      await expect(onStage(connector, acmeHarness, testNamed(name).run), name).rejects.toThrow()
    }
  })

  it.each(vices.map(vice => [vice.what, vice] as const))(
    '%s, and blames nothing else of that part for it',
    async (what, { caughtBy, change }) => {
      const connector = { ...acme, ...change } as unknown as Connector
      const parts = new Set(caughtBy.map(partOf).filter(part => !SLOW.has(part)))
      const along = ALONG[what] ?? []
      const others = allTests
        .filter(({ name }) => parts.has(partOf(name)) && !caughtBy.includes(name))
        .filter(({ name }) => along !== 'all' && !along.includes(name))
      for (const { name, run } of others)
        await expect(onStage(connector, acmeHarness, run), name).resolves.toBeUndefined()
    },
  )
})

const partOf = (name: string): string => name.split(':')[0] ?? ''
/** Parts whose tests take seconds together, each of them a walk over thousands of rows. */
const SLOW: ReadonlySet<string> = new Set(['pull', 'traps', 'weather'])

describe('the suite', () => {
  // Acme itself passes every one of them, so it is the vice that each catches.
  it('has no test that catches nothing', () => {
    const catching = new Set(vices.flatMap(({ caughtBy }) => caughtBy))
    expect(allTests.map(({ name }) => name).filter(name => !catching.has(name))).toEqual([])
  })
})

describe('a skip', () => {
  it('that names no test is refused, with the names there are', () => {
    const skip = [{ test: 'pull: everything', reason: 'renamed' }]
    expect(() => describeConnector(acme, { harness: acmeHarness, skip })).toThrow(
      'no test "pull: everything"',
    )
  })
})
