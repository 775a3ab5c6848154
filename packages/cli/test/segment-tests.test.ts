import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../src/main.ts'
import { FAKE_CONFIG, temporaryFolder } from './fixture/folders.ts'
import { memoryWorld } from './fixture/memory-world.ts'

const VIP = `id: vip
title: VIP
when: { event: order_placed, within: 30d, count: { at_least: 3 } }
`
const TEST = `as_of: 2026-04-01
given:
  ada: { events: [{ event: order_placed, ago: 1d, times: 3 }] }
  bob: { events: [{ event: order_placed, ago: 30d, times: 3 }] }
expect:
  vip:
    in: [ada]
    not_in: [bob]
`

// This world opens no hub, so a store or a key is out of reach.
async function runTests(files: Readonly<Record<string, string>>, ...flags: string[]) {
  const folder = temporaryFolder({ 'esplanade.config.ts': FAKE_CONFIG, 'segments/vip.yaml': VIP })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'segments', name), text)
  const { world, printed } = memoryWorld(folder)
  return { code: await main(['segments', 'test', ...flags], world), ...printed() }
}

test('tests that are met exit with 0, and so does a hub without any', async () => {
  expect(await runTests({ 'vip.test.yaml': TEST })).toMatchObject({
    code: 0,
    stdout: '2 expectations in 1 case, all met.\n',
  })
  const none = await runTests({})
  expect(none.code).toBe(0)
  expect(none.stdout).toContain('There is no test')
})

test('every failure is told with its line and the tree of the rule, and exits with 8', async () => {
  const { code, stdout } = await runTests({
    'vip.test.yml': TEST.replace('in: [ada]', 'in: [bob]').replace('not_in: [bob]', 'not_in: [ada]'),
  })
  expect(code).toBe(8)
  expect(stdout).toMatchInlineSnapshot(`
    "fail segments/vip.test.yml:7: bob is not in vip
      no   event: order_placed, within: 30d, count: { at_least: 3 }  when
             count is 0
             yes with 3 such events more

    fail segments/vip.test.yml:8: ada is in vip
      yes  event: order_placed, within: 30d, count: { at_least: 3 }  when
             count is 3
             2026-03-31 00:00  order_placed
             2026-03-31 00:00  order_placed
             2026-03-31 00:00  order_placed
             no with 1 such event fewer
             no by time alone on 2026-04-30 00:00 UTC

    2 expectations in 1 case, 2 not met.
    "
  `)
  const json = await runTests({ 'vip.test.yaml': TEST.replace('ago: 1d', 'ago: 31d') }, '--json')
  expect(json.code).toBe(8)
  expect(JSON.parse(json.stdout)).toMatchObject({
    expectations: 2,
    failures: [{ line: 7, person: 'ada', member: true, explanation: { member: false } }],
  })
})

test('a test file that is wrong exits with 3 and names every problem', async () => {
  const { code, stderr } = await runTests({
    'vip.test.yaml': TEST.replace('vip:', 'vpi:').replace('[bob]', '[eve]'),
  })
  expect(code).toBe(3)
  expect(stderr).toContain('Did you mean "vip"?')
  expect(stderr).toContain('"eve"')
})
