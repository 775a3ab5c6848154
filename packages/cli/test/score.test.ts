import { expect, test } from 'vitest'
import { main } from '../src/main.ts'
import { projectFolder } from './fixture/folders.ts'
import { memoryWorld } from './fixture/memory-world.ts'

/** A connector that is little more than a name: it keeps what needs nothing, and breaks the rest. */
const EMPTY = {
  'node_modules/@esplanade/empty/package.json':
    '{"name":"@esplanade/empty","type":"module","exports":{"./conformance":"./conformance.js"}}',
  'node_modules/@esplanade/empty/conformance.js': `
const error = status => ({ status, body: {} })
export const emptyConformance = {
  connector: {
    name: 'empty', title: 'Empty', docs: 'https://example.com', absent: { erasure: 'Nobody is kept.' },
    config: { parse: value => value, safeParse: () => ({ success: false }) },
    limits: () => [], faults: [], streams: [], operations: {},
  },
  harness: {
    emulator: {
      name: 'empty', basePath: '/v1', createState: () => ({}), routes: [], limits: [],
      authorize: () => undefined, overLimit: () => error(429), notFound: () => error(404),
      badBody: () => error(400), serverError: error,
    },
    config: url => ({ url }), secrets: [], container: '', lacks: { jobs: 'No jobs.' }, seed: () => undefined,
  },
  skip: [{ test: 'push: no rows make no request', reason: 'It pushes nothing.' }],
}
`,
}

async function score(...argv: string[]) {
  const { world, printed } = memoryWorld(projectFolder(EMPTY, []))
  const code = await main(['connectors', 'score', ...argv], world)
  return { code, ...printed() }
}

test('a score tells what is kept, broken, and left out for which reason', async () => {
  const { code, stdout } = await score('empty', '--json')
  expect(code).toBe(8)
  const [{ guarantees, kept, broken, leftOut }] = JSON.parse(stdout).scores
  expect(kept + broken + leftOut).toBe(guarantees.length)
  const of = (name: string) => guarantees.find((one: { name: string }) => one.name.startsWith(name))
  expect(of('definition: refuses a configuration')).toMatchObject({ result: 'kept' })
  expect(of('definition: names itself')).toMatchObject({ result: 'broken', message: expect.any(String) })
  expect(of('push: no rows')).toMatchObject({ result: 'left-out', by: 'skip', reason: 'It pushes nothing.' })
  expect(of('jobs: a failed job')).toMatchObject({ by: 'emulator', reason: 'no jobs: No jobs.' })
  expect(of('erasure: is applied')).toMatchObject({ by: 'capability', reason: 'no erasure: Nobody is kept.' })
})

test('the same for people, with a line of numbers at the end', async () => {
  const { stdout } = await score('empty', '--broken')
  expect(stdout).not.toContain('kept    ')
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
    /^Empty keeps \d+ of \d+ guarantees; \d+ broken, \d+ left out\.$/,
  )
})

test('a connector that is not there is refused', async () => {
  expect(await score('nobody')).toMatchObject({ code: 3 })
})
