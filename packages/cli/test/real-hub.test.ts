import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { duckdb } from '@esplanade/duckdb'
import { expect, test } from 'vitest'
import { projectFolder } from './fixture/folders.ts'
import { REAL_BIN, runCommand, startCommand } from './fixture/run-command.ts'

const CONFIG = `import { duckdb } from '@esplanade/duckdb'
import { defineHub } from '@esplanade/hub'
export default defineHub({
  store: duckdb({ file: 'shop.duckdb' }),
  currency: 'EUR',
  connections: {},
})
`
const SEGMENT = 'id: viennese\ntitle: Viennese\nwhen: { attribute: city, is: Wien }\n'

const shop = () =>
  projectFolder({ 'esplanade.config.ts': CONFIG, 'segments/viennese.yaml': SEGMENT }, ['hub', 'duckdb'])
const esplanade = (folder: string, ...args: string[]) => runCommand(folder, [...args, '--json'], REAL_BIN)

test.concurrent('commands started at once on one DuckDB file all answer', async () => {
  const folder = shop()
  const commands = [['status'], ['evaluate'], ['segments', 'list'], ['doctor']]
  const ended = await Promise.all(commands.map(command => esplanade(folder, ...command)))
  expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(commands.map(() => [0, expect.any(String)]))
  expect(existsSync(join(folder, 'shop.duckdb.sock'))).toBe(false)
})

test.concurrent('a file held by a foreign process is told, and the next command works once it is free', async () => {
  const folder = shop()
  const file = join(folder, 'shop.duckdb')
  const foreign = await duckdb({ file }).open()
  const refused = await esplanade(folder, 'status')
  await foreign.close()
  expect(refused.code).toBe(4)
  expect(refused.stderr).toContain(`The store ${file} is held by another program`)
  expect(refused.stderr).toContain(String(process.pid))
  expect((await esplanade(folder, 'status')).code).toBe(0)
})

test.concurrent('a file that is no store and a folder that is missing exit with 4', async () => {
  const folder = shop()
  writeFileSync(join(folder, 'shop.duckdb'), 'x'.repeat(5_000))
  expect(await esplanade(folder, 'status')).toMatchObject({ code: 4 })
  expect(readFileSync(join(folder, 'shop.duckdb'), 'utf8')).toBe('x'.repeat(5_000))
  writeFileSync(join(folder, 'esplanade.config.ts'), CONFIG.replace('shop.duckdb', 'none/shop.duckdb'))
  expect(await esplanade(folder, 'status')).toMatchObject({ code: 4 })
})

test.concurrent('an import keeps the good rows, names the bad ones and exits with 6; a second one adds nothing', async () => {
  const folder = shop()
  const rows = Array.from(
    { length: 999 },
    (_, i) => `person${i}@example.com,${i % 2 === 0 ? 'Wien' : 'Graz'}`,
  )
  const file = join(folder, 'people.csv')
  writeFileSync(file, `Email,City\n${rows.join('\n')}\n`)
  appendFileSync(file, 'not an address,Wien\n')
  const columns = ['--email', 'Email', '--attribute', 'city=City']
  const first = await esplanade(folder, 'import', 'contacts', 'people.csv', ...columns)
  expect(first.code).toBe(6)
  expect(first.json()).toMatchObject({ rows: 1_000, rejectedRows: 1, rejects: [{ line: 1_001 }] })
  const evaluated = await esplanade(folder, 'evaluate')
  expect(evaluated.json()).toMatchObject({ contacts: 999, segments: [{ id: 'viennese', members: 500 }] })
  await esplanade(folder, 'import', 'contacts', 'people.csv', ...columns)
  expect((await esplanade(folder, 'status')).json()).toMatchObject({ contacts: 999 })
})

test.concurrent('mistakes in segments, names and files each have their exit code', async () => {
  const folder = shop()
  writeFileSync(
    join(folder, 'segments/wrong.yaml'),
    'id: a\ntitle: A\nwhen: { attribute: citty, is: Wien }\n',
  )
  const unknown = await esplanade(folder, 'evaluate')
  expect(unknown.code).toBe(3)
  expect(unknown.stderr).toContain('city')
  writeFileSync(join(folder, 'segments/wrong.yaml'), 'id: a\ntitle: A\nwhen: { segment: a }\n')
  expect(await esplanade(folder, 'evaluate')).toMatchObject({ code: 3 })
  writeFileSync(join(folder, 'segments/wrong.yaml'), 'id: a\ntitle: A\nwhen: { attribute: city, is: Linz }\n')
  expect(await esplanade(folder, 'segments', 'preview', 'viennes')).toMatchObject({ code: 2 })
  writeFileSync(join(folder, 'broken.parquet'), 'PAR1 is more than this')
  expect(await esplanade(folder, 'import', 'contacts', 'broken.parquet', '--email', 'E')).toMatchObject({
    code: 2,
  })
  writeFileSync(join(folder, 'people.csv'), 'Email\nada@example.com\n')
  const importing = (...flags: string[]) => esplanade(folder, 'import', 'contacts', 'people.csv', ...flags)
  expect(await importing('--email', 'email')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--email (identities.email): "'),
  })
  expect(await importing('--email', 'Email', '--property', 'total=Email')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--property (properties) is for events, and these rows are contacts.'),
  })
})

test.concurrent('a rehearsal: emulate, init, sync, and a second sync that writes nothing', async () => {
  const folder = projectFolder({}, ['hub', 'duckdb', 'klaviyo'])
  const emulator = startCommand(folder, ['emulate', 'klaviyo', '--members', '60', '--json'], REAL_BIN)
  await emulator.printed('"url"')
  await esplanade(folder, 'init', '--connector', 'klaviyo')
  const config = readFileSync(join(folder, 'esplanade.config.ts'), 'utf8')
  const started = JSON.parse(emulator.output().stdout) as { config: object }
  const call = /klaviyo\(\{.*\}\)/
  writeFileSync(
    join(folder, 'esplanade.config.ts'),
    config.replace(call, `klaviyo(${JSON.stringify(started.config)})`),
  )

  const sync = await esplanade(folder, 'sync')
  expect(sync.stderr).not.toContain('error')
  expect(sync.code).toBe(0)
  const members = (
    sync.json() as { evaluate: { segments: { id: string; members: number }[] } }
  ).evaluate.segments.find(({ id }) => id === 'recent-openers')?.members
  expect(members).toBeGreaterThan(10)
  expect(sync.json()).toMatchObject({ push: { connections: [{ applied: members }], braked: [] } })
  expect((await esplanade(folder, 'sync')).json()).toMatchObject({
    push: { connections: [{ changed: 0, writes: 0 }] },
  })

  emulator.child.kill('SIGINT')
  expect((await emulator.ended).code).toBe(0)
})
