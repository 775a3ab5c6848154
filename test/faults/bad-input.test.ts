import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Ended, esplanade } from './world/command.ts'
import { configText, SEGMENTS } from './world/hub-text.ts'
import { makeProject } from './world/project.ts'

const TIMEOUT_MS = 60_000
const urls = { news: '', crm: '', shop: '' }
const shop = (segments: Readonly<Record<string, string>> = SEGMENTS) =>
  makeProject({ 'esplanade.config.ts': configText({ urls, connections: '', syncs: '' }), ...segments })

function expectPlain({ stdout, stderr }: Ended): void {
  const said = `${stdout}${stderr}`
  expect(said).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
  expect(said).not.toContain('This was not foreseen')
}

test.concurrent('of a file of 1,000 orders with one malformed row 999 are stored and the row is told by its line', {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = shop()
  const rows = Array.from(
    { length: 1_000 },
    (_, no) => `person${no % 90}@file.example,2026-0${1 + (no % 6)}-11T10:00:00Z,${no}.50,order-${no}`,
  )
  rows[499] = 'person1@file.example,the day before yesterday,12.50,order-499'
  const file = (lines: readonly string[]) =>
    writeFileSync(join(folder, 'orders.csv'), ['email,at,total,id', ...lines, ''].join('\n'))
  const args = ['import', 'events', 'orders.csv', '--email', 'email', '--at', 'at', '--id', 'id']
  const typed = [...args, '--type', 'order_placed', '--property', 'total=total']
  file(rows)
  const first = await esplanade(folder, typed)
  expectPlain(first)
  expect(first.code).toBe(6)
  expect(first.stdout).toContain('Read 1,000 rows: 999 new events, 0 known, 1 rejected')
  expect(first.stdout).toContain('line 501: at is no time such as')

  // The row is mended and the file imported again, as the message says: only that row is new.
  rows[499] = 'person1@file.example,2026-05-11T10:00:00Z,12.50,order-499'
  file(rows)
  const again = await esplanade(folder, [...typed, '--json'])
  expect(again.code).toBe(0)
  expect(again.json()).toMatchObject({ events: 1, duplicates: 999, rejectedRows: 0 })
})

test.concurrent('names that are not there are told all at once, each with its file and the nearest one, exit code 3', {
  timeout: TIMEOUT_MS,
}, async () => {
  const mistakes = [
    { name: 'citty', nearest: 'city', when: '{ attribute: citty, is: Wien }' },
    { name: 'ordr_placed', nearest: 'order_placed', when: '{ event: ordr_placed }' },
    { name: 'buyer', nearest: 'buyers', when: '{ segment: buyer }' },
  ]
  const files = mistakes.map(({ name, when }, no) => [
    `segments/${name}.yaml`,
    `id: mine-${no}\ntitle: Mine\nwhen: ${when}\n`,
  ])
  const ended = await esplanade(shop({ ...SEGMENTS, ...Object.fromEntries(files) }), ['evaluate'])
  expectPlain(ended)
  expect(ended).toMatchObject({ code: 3, stdout: '' })
  for (const { name, nearest } of mistakes) {
    const line = ended.stderr.split('\n').find(text => text.includes(`"${name}"`))
    expect(line).toContain(`${name}.yaml`)
    expect(line?.toLowerCase()).toContain(`did you mean "${nearest}"`)
  }
})

test.concurrent('segments that refer to each other in a circle are told with the whole circle', {
  timeout: TIMEOUT_MS,
}, async () => {
  const circle = {
    'segments/a.yaml': 'id: first\ntitle: A\nwhen: { segment: second }\n',
    'segments/b.yaml': 'id: second\ntitle: B\nwhen: { none: [{ segment: third }] }\n',
    'segments/c.yaml': 'id: third\ntitle: C\nwhen: { segment: first }\n',
  }
  const ended = await esplanade(shop(circle), ['evaluate'])
  expectPlain(ended)
  expect(ended.code).toBe(3)
  expect(ended.stderr).toMatch(/first.*second.*third.*first/)
})

test.concurrent('a misspelt segment on the command line is told with the nearest one', {
  timeout: TIMEOUT_MS,
}, async () => {
  const ended = await esplanade(shop(), ['segments', 'preview', 'byers'])
  expectPlain(ended)
  expect(ended.code).toBe(2)
  expect(ended.stderr).toContain('byers')
  expect(ended.stderr).toContain('buyers')
})
