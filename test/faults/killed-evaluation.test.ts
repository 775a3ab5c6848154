import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StoredSegment } from '@esplanade/core/store'
import { duckdb } from '@esplanade/duckdb'
import type { EvaluateResult } from '@esplanade/hub'
import { beforeAll, expect, test } from 'vitest'
import { esplanade, startEsplanade } from './world/command.ts'
import { DIES_AT } from './world/dying-store.ts'
import { makeProject } from './world/project.ts'

const LONG = process.env.ESPLANADE_TEST_LONG === '1'
const TIMEOUT_MS = 120_000
/** Calls of the store that an evaluation by difference makes, in their order; the last ones write. */
const STEPS = [
  'watermark',
  'changedContacts',
  'differences',
  'near',
  'saveSnapshot',
  'members',
  'commitMembership',
  'saveEvaluated',
]

const DYING = fileURLToPath(new URL('./world/dying-store.ts', import.meta.url))
const CONFIG = `import { duckdb } from '@esplanade/duckdb'
import { defineHub } from '@esplanade/hub'
import { dyingStore } from '${DYING}'
export default defineHub({
  store: dyingStore(duckdb({ file: 'hub.duckdb', memoryLimit: '256MB', threads: 1 })),
  currency: 'EUR',
  connections: {},
})
`
const SEGMENTS = `id: buyers
title: Bought twice within a month
when: { event: order_placed, within: 30d, count: { at_least: 2 } }
---
id: keen
title: Opened most of the mails
when: { event: email_sent, rate: { with: email_opened, at_least: 50% } }
---
id: top
title: The half that spent most
when: { rank: { event: order_placed, sum: total }, top: 50% }
`

/** Days before now, as an import reads them. */
const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
const file = (rows: readonly (readonly string[])[]): string =>
  ['email,type,at,message,total', ...rows.map(row => row.join(','))].join('\n')
const bought = (person: string, days: number, total: number) => [
  person,
  'order_placed',
  ago(days),
  '',
  `${total}.00`,
]
const mailed = (person: string, type: string, message: string) => [person, type, ago(3), message, '']

const FIRST = file([
  bought('ada@example.com', 40, 10),
  bought('ada@example.com', 5, 10),
  bought('bob@example.com', 5, 70),
  mailed('bob@example.com', 'email_sent', 'm1'),
  mailed('bob@example.com', 'email_sent', 'm2'),
])
const SECOND = file([
  bought('ada@example.com', 2, 90),
  bought('eve@example.com', 1, 5),
  mailed('bob@example.com', 'email_opened', 'm1'),
])
const IMPORT = [
  '--email',
  'email',
  '--type-column',
  'type',
  '--at',
  'at',
  '--property',
  'message=message',
  '--property',
  'total=total',
]

async function project(): Promise<string> {
  const folder = makeProject({
    'esplanade.config.ts': CONFIG,
    'segments/all.yaml': SEGMENTS,
    'first.csv': FIRST,
    'second.csv': SECOND,
  })
  await run(folder, ['import', 'events', 'first.csv', ...IMPORT])
  expect(await run(folder, ['evaluate', '--json'])).toMatchObject({ computed: { mode: 'full' } })
  await run(folder, ['import', 'events', 'second.csv', ...IMPORT])
  return folder
}

async function run(folder: string, args: readonly string[]): Promise<unknown> {
  const { code, stderr, json } = await esplanade(folder, args)
  expect(code, stderr).toBe(0)
  return args.includes('--json') ? json() : undefined
}

let before: Promise<string>
beforeAll(() => {
  before = project()
})

test.concurrent.each(
  LONG
    ? STEPS.flatMap(step => [`${step} 1`, `${step} 2`])
    : ['saveSnapshot 1', 'commitMembership 1', 'saveEvaluated 1'],
)(
  'an evaluation killed before %s of the store is made up for by the next',
  { timeout: TIMEOUT_MS },
  async moment => {
    const folder = makeProject({ 'esplanade.config.ts': CONFIG, 'segments/all.yaml': SEGMENTS })
    cpSync(join(await before, 'hub.duckdb'), join(folder, 'hub.duckdb'))
    const killed = await startEsplanade(folder, ['evaluate', '--json'], { [DIES_AT]: moment }).ended
    // Some calls come only once; the evaluation then lives, and has to leave the same.
    if (!LONG) expect(killed).toMatchObject({ code: null, stdout: '' })
    const { computed, segments } = (await run(folder, ['evaluate', '--verify', '--json'])) as EvaluateResult
    expect(computed).toMatchObject({ mode: 'incremental', verified: true })
    expect(segments.map(({ id, members }) => [id, members])).toEqual([
      ['buyers', 1],
      ['keen', 1],
      ['top', 2],
    ])
    const store = await duckdb({ file: join(folder, 'hub.duckdb') }).open()
    try {
      // Ada became a buyer once, whatever was repeated.
      const [buyers] = await store.state.segments()
      const spells = await store.facts.membershipHistory({ segment: (buyers as StoredSegment).segmentNo })
      expect(spells).toMatchObject([{ leftAt: null }])
    } finally {
      await store.close()
    }
  },
)
