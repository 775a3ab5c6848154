import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { esplanade } from './world/command.ts'
import { configText, SEGMENTS } from './world/hub-text.ts'
import { makeProject } from './world/project.ts'

const TIMEOUT_MS = 60_000
const BIN = fileURLToPath(new URL('../../packages/cli/src/bin.ts', import.meta.url))

/** A namespace of its own, in which a script may mount what it likes and of which nothing stays. */
const NAMESPACE = ['--user', '--map-root-user', '--mount']
const mayMount = spawnSync('unshare', [...NAMESPACE, 'true']).status === 0
if (!mayMount)
  console.log('Skipping full and read-only disks: this machine lets nobody mount in a namespace.')

const people = (count: number, from: number): string =>
  [
    'email,city',
    ...Array.from({ length: count }, (_, no) => `person${from + no}@disk.example,City ${no}`),
    '',
  ].join('\n')

/** A project whose store lies in the folder `disk`. */
function onDisk(): string {
  const store = `duckdb({ file: 'disk/hub.duckdb', threads: 1, memoryLimit: '256MB' })`
  const urls = { news: '', crm: '', shop: '' }
  const folder = makeProject({
    'esplanade.config.ts': configText({ urls, store, connections: '', syncs: '' }),
    'few.csv': people(100, 0),
    ...SEGMENTS,
  })
  mkdirSync(join(folder, 'disk'))
  return folder
}

/** Runs a shell script in the project; `esp` is the command, and prints its exit code last. */
function inNamespace(folder: string, script: string): { stdout: string; stderr: string } {
  const esp = `esp() { "${process.execPath}" "${BIN}" "$@"; echo "exit $?"; }\n`
  const { stdout, stderr } = spawnSync('unshare', [...NAMESPACE, 'sh', '-c', esp + script], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { stdout, stderr }
}

const IMPORT = ['import', 'contacts', 'few.csv', '--email', 'email', '--attribute', 'city=city']
const COLUMNS = '--email email --attribute city=city'

test.skipIf(!mayMount)(
  'a full disk is told with exit code 4; what was stored is there, and with space the import ends',
  {
    timeout: TIMEOUT_MS,
  },
  () => {
    const folder = onDisk()
    writeFileSync(join(folder, 'many.csv'), people(60_000, 1_000))
    const { stdout, stderr } = inNamespace(
      folder,
      `mount -t tmpfs -o size=40m tmpfs disk
     esp import contacts few.csv ${COLUMNS}
     head -c 36m /dev/zero > disk/ballast 2>/dev/null
     esp import contacts many.csv ${COLUMNS}
     rm disk/ballast
     esp status --json
     esp import contacts many.csv ${COLUMNS} --json
     esp status --json`,
    )
    const exits = [...stdout.matchAll(/^exit (\d+)$/gm)].map(([, code]) => Number(code))
    expect({ exits, stderr }).toEqual({ exits: [0, 4, 0, 0, 0], stderr: expect.any(String) })
    expect(stderr).toMatch(
      /The disk that holds the store .*hub\.duckdb is full\. What was stored before is safe; free some space/,
    )
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
    const contacts = [...stdout.matchAll(/"contacts":(\d+),"identities"/g)].map(([, count]) => Number(count))
    expect(contacts[0]).toBeGreaterThanOrEqual(100)
    expect(contacts[1]).toBe(60_100)
  },
)

test.skipIf(!mayMount)(
  'a folder that became read-only is told with exit code 4, and nothing is lost',
  {
    timeout: TIMEOUT_MS,
  },
  async () => {
    const folder = onDisk()
    expect(await esplanade(folder, IMPORT)).toMatchObject({ code: 0 })
    const { stdout, stderr } = inNamespace(
      folder,
      `mount --bind disk disk && mount -o remount,ro,bind disk
     esp ${IMPORT.join(' ')}`,
    )
    expect(stdout).toBe('exit 4\n')
    expect(stderr).toMatch(/The store .*hub\.duckdb cannot be written\. Give this user write permission/)
    const status = await esplanade(folder, ['status', '--json'])
    expect(status).toMatchObject({ code: 0 })
    expect(status.json()).toMatchObject({ contacts: 100 })
  },
)

test.skipIf(!mayMount)(
  'a read-only folder without a store is told with exit code 4',
  { timeout: TIMEOUT_MS },
  () => {
    const { stdout, stderr } = inNamespace(
      onDisk(),
      `mount --bind disk disk && mount -o remount,ro,bind disk
     esp status`,
    )
    expect(stdout).toBe('exit 4\n')
    expect(stderr).toMatch(/The store .*hub\.duckdb cannot be written/)
  },
)
