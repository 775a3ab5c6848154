import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseSegmentFiles } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { nextSteps } from '../src/init/next-steps.ts'
import { main } from '../src/main.ts'
import { projectFolder, temporaryFolder } from './fixture/folders.ts'
import { memoryWorld } from './fixture/memory-world.ts'

async function init(folder: string, ...argv: string[]) {
  const { world, printed } = memoryWorld(folder)
  return { code: await main(['init', ...argv], world), ...printed() }
}

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')

const FILES = [
  'esplanade.config.ts',
  'segments/recent-openers.yaml',
  'segments/lapsed-buyers.yaml',
  'segments/lapsed-buyers.test.yaml',
  'segments/segment.schema.json',
  '.env.example',
  'package.json',
  '.gitignore',
]

test('init writes a project with the chosen connectors only', async () => {
  const folder = temporaryFolder()
  const { code, stdout } = await init(folder, '--connector', 'klaviyo', '--currency', 'EUR', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({ folder, written: FILES, kept: [] })
  expect(read(folder, 'esplanade.config.ts')).toContain("klaviyo({ apiKey: env('KLAVIYO_API_KEY') })")
  expect(read(folder, 'esplanade.config.ts')).not.toContain('mailchimp')
  expect(read(folder, '.env.example')).toContain('\nKLAVIYO_API_KEY=\n')
  const manifest = JSON.parse(read(folder, 'package.json')) as { dependencies: object }
  expect(Object.keys(manifest.dependencies)).toEqual([
    '@esplanade/duckdb',
    '@esplanade/hub',
    '@esplanade/klaviyo',
    'esplanade',
  ])
})

test('what is next leads somewhere, in a clone and once installed', () => {
  const steps = (fromSources: boolean, ownManifest = false) =>
    nextSteps(['klaviyo'], { fromSources, ownManifest }).join('\n')
  expect(steps(true)).toContain('examples/first-hub')
  expect(steps(false)).toContain('\n  npm install\n')
  expect(steps(false, true)).toContain(
    'npm install esplanade @esplanade/hub @esplanade/duckdb @esplanade/klaviyo',
  )
})

test('its segments are valid', async () => {
  const folder = temporaryFolder()
  await init(folder, '--yes')
  const files = FILES.filter(path => path.endsWith('.yaml') && !path.endsWith('.test.yaml'))
  const parsed = parseSegmentFiles(files.map(file => ({ file, text: read(folder, file) })))
  expect(parsed).toMatchObject({ ok: true, definitions: [{ id: 'recent-openers' }, { id: 'lapsed-buyers' }] })
})

test('the test beside its segments is met', async () => {
  const folder = projectFolder({}, ['hub', 'duckdb', 'klaviyo'])
  await init(folder, '--connector', 'klaviyo')
  const { world, printed } = memoryWorld(folder)
  expect(await main(['segments', 'test'], world)).toBe(0)
  expect(printed().stdout).toBe('3 expectations in 1 case, all met.\n')
})

test('a second init keeps every file, --force replaces all but package.json', async () => {
  const folder = temporaryFolder()
  await init(folder, '--yes')
  writeFileSync(join(folder, 'esplanade.config.ts'), 'mine')
  writeFileSync(join(folder, 'package.json'), '{}')
  const second = await init(folder, '--yes', '--json')
  expect(JSON.parse(second.stdout)).toMatchObject({ written: [], kept: FILES })
  expect(read(folder, 'esplanade.config.ts')).toBe('mine')
  await init(folder, '--yes', '--force')
  expect(read(folder, 'esplanade.config.ts')).toContain('defineHub')
  expect(read(folder, 'package.json')).toBe('{}')
})

test('an existing .gitignore gets the missing lines', async () => {
  const folder = temporaryFolder({ '.gitignore': 'dist\n.env' })
  await init(folder, '--yes')
  expect(read(folder, '.gitignore')).toBe(
    'dist\n.env\n*.duckdb\n*.duckdb.wal\n*.duckdb.sock\nnode_modules/\n',
  )
})

test('where nobody can answer, nothing is written without a choice', async () => {
  const folder = temporaryFolder()
  const { code, stderr } = await init(folder)
  expect(code).toBe(2)
  expect(stderr).toContain('Say what to connect with --connector, or take all vendors with --yes.')
  expect(existsSync(join(folder, 'esplanade.config.ts'))).toBe(false)
  expect((await init(folder, '--yes', '--currency', 'EURO')).code).toBe(2)
  expect((await init(folder, '--yes', '--currency', 'XXQ')).code).toBe(2)
  expect((await init(folder, '--yes', '--time-zone', 'Mars/Base')).code).toBe(2)
  expect((await init(folder, '--connector', 'acme')).code).toBe(2)
})

test('the configuration that init writes type checks', async () => {
  const tsconfig = { extends: join(import.meta.dirname, '../../../tsconfig.json'), include: ['*.ts'] }
  const folder = projectFolder({ 'tsconfig.json': JSON.stringify(tsconfig) }, [
    'hub',
    'duckdb',
    'mailchimp',
    'hubspot',
    'klaviyo',
  ])
  await init(folder, '--yes', '--time-zone', 'Europe/Berlin')
  // The same with a mistake: proof that the compiler looked.
  const config = read(folder, 'esplanade.config.ts')
  writeFileSync(join(folder, 'misspelt.config.ts'), config.replace('currency:', 'curency:'))
  const tsc = join(import.meta.dirname, '../node_modules/.bin/tsc')
  const types = join(import.meta.dirname, '../node_modules/@types')
  const run = promisify(execFile)(tsc, ['--noEmit', '--typeRoots', types], { cwd: folder })
  const { stdout } = await run.catch((error: unknown) => error as { stdout: string })
  // Errors in our own packages are theirs to find.
  expect(stdout.split('\n').filter(line => /^\w+\.config/.test(line))).toEqual([
    expect.stringMatching(/^misspelt.*'curency' does not exist in type 'HubConfig'/),
  ])
})
