import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { StoreError } from '@esplanade/core/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import { openDatabase } from '../src/open-database.ts'

const OPENER = fileURLToPath(new URL('./children/open.ts', import.meta.url))

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'esplanade-open-'))
})
afterAll(() => rm(folder, { recursive: true }))

const refusal = async (file: string): Promise<StoreError> => {
  const refused = await duckdb({ file })
    .open()
    .then(
      () => undefined,
      (cause: unknown) => cause,
    )
  if (!(refused instanceof StoreError)) throw new Error(`Expected a StoreError, got ${String(refused)}.`)
  return refused
}

test('a source tells where it is; one in memory has no file', () => {
  const file = join(folder, 'hub.duckdb')
  expect(duckdb({ file })).toMatchObject({ location: file, file })
  expect(duckdb({ file: ':memory:' })).toMatchObject({ location: ':memory:', file: null })
})

test.each([
  [{ file: '' }, /file: expected the path/],
  [{ path: 'hub.duckdb' }, /file.*path/s],
  [{ file: 'hub.duckdb', threads: 0 }, /threads/],
  [{ file: 'hub.duckdb', memoryLimit: 'lots' }, /memoryLimit: expected an amount/],
])('wrong options are named before anything is opened: %j', (options, message) => {
  expect(() => duckdb(options as { file: string })).toThrow(message)
})

test('two stores in memory know nothing of each other', async () => {
  const [one, two] = await Promise.all([
    duckdb({ file: ':memory:' }).open(),
    duckdb({ file: ':memory:' }).open(),
  ])
  await one.state.reserveNumbers({ contacts: 5, identities: 0 })
  expect((await two.state.reserveNumbers({ contacts: 1, identities: 0 })).contactNo).toBe(1)
  await Promise.all([one.close(), two.close()])
})

test('limits of threads and memory are taken', async () => {
  const database = await openDatabase({ file: ':memory:', threads: 1, memoryLimit: '256MiB' })
  const settings = await database.read(session =>
    session.one(`select current_setting('threads') as threads, current_setting('memory_limit') as memory`),
  )
  expect(settings).toEqual({ threads: 1, memory: '256.0 MiB' })
  await database.close()
})

test('a missing folder is named', async () => {
  const error = await refusal(join(folder, 'nowhere', 'hub.duckdb'))
  expect(error.kind).toBe('missing-folder')
  expect(error.message).toContain(join(folder, 'nowhere'))
})

test('a file open in this process is held, and free again once closed', async () => {
  const file = join(folder, 'twice.duckdb')
  const store = await duckdb({ file }).open()
  expect((await refusal(file)).kind).toBe('held')
  await store.close()
  await store.close()
  await (await duckdb({ file }).open()).close()
})

test('a file open in another process is held, and the message says what to do', async () => {
  const file = join(folder, 'held.duckdb')
  const store = await duckdb({ file }).open()
  const { stdout } = spawnSync(process.execPath, [OPENER, file], { encoding: 'utf8' })
  expect(stdout).toContain('held')
  expect(stdout).toContain(`The store ${file} is held by another program.`)
  await store.close()
  expect(spawnSync(process.execPath, [OPENER, file], { encoding: 'utf8' }).stdout).toBe('opened\n')
})

test('what is no database is refused and left as it was', async () => {
  const file = join(folder, 'text.duckdb')
  await writeFile(file, 'These are notes, not a store. '.repeat(1_000))
  expect((await refusal(file)).kind).toBe('corrupt')
  expect(await readFile(file, 'utf8')).toMatch(/^These are notes/)
  await mkdir(join(folder, 'folder.duckdb'))
  expect((await refusal(join(folder, 'folder.duckdb'))).kind).toBe('corrupt')
})

test('the database of another program is refused and left as it was', async () => {
  const file = join(folder, 'other.duckdb')
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  await connection.run('create table theirs (a integer)')
  connection.disconnectSync()
  instance.closeSync()
  const error = await refusal(file)
  expect([error.kind, error.message]).toEqual(['corrupt', expect.stringContaining('another program')])
})

test('a store of a newer version is refused and left as it was', async () => {
  const file = join(folder, 'newer.duckdb')
  const database = await openDatabase({ file })
  await database.write(session => session.run('update schema_version set version = 99'))
  await database.close()
  for (let i = 0; i < 2; i++) {
    const error = await refusal(file)
    expect([error.kind, error.message]).toEqual(['newer-schema', expect.stringMatching(/99.*Update/)])
  }
})

// Root may write anywhere, so a folder that even root cannot write to stands in for a protected one.
test.skipIf(!existsSync('/sys/kernel'))('a folder that cannot be written is named', async () => {
  expect((await refusal('/sys/kernel/hub.duckdb')).kind).toBe('read-only')
})

const tiny = () => {
  const mount = join(folder, 'tiny')
  execFileSync('mkdir', ['-p', mount])
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', mount]).status === 0 ? mount : undefined
}

test('a full disk loses nothing that was stored before', async context => {
  const mount = tiny()
  if (mount === undefined) return context.skip('Only root on Linux may make a disk this small.')
  try {
    const file = join(mount, 'hub.duckdb')
    const store = await duckdb({ file }).open()
    const key = { connection: 'shop' as never, stream: 'events' }
    await store.state.saveCursor(key, 'before')
    const fill = store.state.saveCursor(key, Array.from({ length: 800_000 }, (_, i) => i * 7_919).join())
    await expect(fill).rejects.toMatchObject({ name: 'StoreError', kind: 'full' })
    await store.close()
    const again = await duckdb({ file }).open()
    expect(await again.state.cursor(key)).toBe('before')
    await again.close()
  } finally {
    execFileSync('umount', ['-l', mount])
  }
})

test('a store reaches neither files nor the network, and nobody can change that', async () => {
  const database = await openDatabase({ file: join(folder, 'locked.duckdb') })
  const attempts = [
    `select * from read_text('/etc/hostname')`,
    `copy (select 1) to '${join(folder, 'out.csv')}'`,
    `attach '${join(folder, 'other.duckdb')}' as other`,
    'set enable_external_access = true',
    'install httpfs',
  ]
  for (const sql of attempts)
    await expect(
      database.read(session => session.run(sql)),
      sql,
    ).rejects.toThrow()
  await database.close()
})

test('a closed store says so', async () => {
  const store = await duckdb({ file: ':memory:' }).open()
  await store.close()
  await expect(store.state.countContacts()).rejects.toThrow(/is closed/)
  await expect(store.atomically(async () => 1)).rejects.toThrow(/is closed/)
})

test('a call that outlives its work is refused, not run outside of it', async () => {
  const store = await duckdb({ file: ':memory:' }).open()
  let late: Promise<unknown> = Promise.resolve()
  await store.atomically(async () => {
    late = new Promise(resolve => setTimeout(resolve, 20)).then(() => store.state.countContacts())
    late.catch(() => undefined)
  })
  await expect(late).rejects.toThrow(/outlived/)
  await store.close()
})
