import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfiguration } from '../src/configuration/load-configuration.ts'
import { FAKE_CONFIG, projectFolder, temporaryFolder } from './fixture/folders.ts'
import { runCommand } from './fixture/run-command.ts'

/** The error that `status` ends with under this configuration, in a project where only the hub is installed. */
async function errorOf(config: string, files: Record<string, string> = {}, args: readonly string[] = []) {
  const folder = projectFolder({ 'esplanade.config.ts': config, ...files }, ['hub'])
  const { code, stdout, stderr } = await runCommand(folder, ['status', ...args])
  expect(stdout).toBe('')
  expect(stderr).not.toMatch(/^ +at /m)
  return { code, message: stderr.trim().replaceAll(folder, 'FOLDER') }
}

test.concurrent.each([
  [
    'a syntax error',
    'export default {\n  store: 1,\n  currency: : 2,\n}\n',
    'error FOLDER/esplanade.config.ts cannot be loaded. Syntax error in line 3: ',
  ],
  [
    'a package that is not installed',
    "import { klaviyo } from '@esplanade/klaviyo'\nexport default {}\n",
    'The package @esplanade/klaviyo is not installed; run `npm install @esplanade/klaviyo` in its folder.',
  ],
  [
    'an export that does not exist',
    "import { defineHubb } from '@esplanade/hub'\nexport default defineHubb({})\n",
    "Syntax error in line 1: The requested module '@esplanade/hub' does not provide an export named 'defineHubb'.",
  ],
  [
    'TypeScript that is not erased',
    'enum Plan { Free }\nexport default {}\n',
    'TypeScript enum is not supported in strip-only mode in line 1.',
  ],
  [
    'an error while it runs',
    "const x = 1\nthrow new Error('no luck')\n",
    'It threw Error in line 2: no luck',
  ],
  ['no default export', 'export const hub = {}\n', 'has no default export. It must end in `export default'],
  ['a default export of another kind', 'export default [1]\n', 'has a default export of another kind.'],
  ['a misspelt key', FAKE_CONFIG.replace('currency', 'curency'), 'curency'],
  ['a missing key', FAKE_CONFIG.replace("currency: 'EUR',", ''), 'currency: '],
])('%s in the configuration is one message with exit code 3', async (_what, config, words) => {
  const { code, message } = await errorOf(config)
  expect(message).toContain(words)
  expect(code).toBe(3)
})

test('a source line of the configuration, which may hold a secret, is never printed', async () => {
  const { message } = await errorOf("export default { key: 'pk_secret' : }\n")
  expect(message).toContain('Syntax error in line 1')
  expect(message).not.toContain('pk_secret')
})

test('no configuration at all says how to make one', async () => {
  const folder = temporaryFolder()
  const { code, stderr } = await runCommand(folder, ['plan'])
  expect(stderr).toBe(
    `error There is no esplanade.config.ts in ${folder}. Run \`esplanade init\` to make one, or name it with --config PATH.\n`,
  )
  expect(code).toBe(3)
})

test('--config names another file, from whose folder relative paths start', async () => {
  const folder = temporaryFolder({ 'package.json': '{"type":"module"}', 'hubs/eu.ts': FAKE_CONFIG })
  const { code, json } = await runCommand(folder, ['status', '--json', '--config', 'hubs/eu.ts'])
  expect(code).toBe(0)
  expect(json()).toMatchObject({ contacts: 0 })
  const missing = await runCommand(folder, ['status', '--config', 'hubs/us.ts'])
  expect(missing.code).toBe(3)
  expect(missing.stderr).toContain(`There is no configuration at ${join(folder, 'hubs/us.ts')}`)
})

test('.env fills in what the environment does not have', async () => {
  const folder = temporaryFolder({ 'package.json': '{"type":"module"}', 'esplanade.config.ts': FAKE_CONFIG })
  writeFileSync(join(folder, '.env'), 'FROM_BOTH=file\nFROM_FILE="a b" # why\n')
  const environment = { FROM_BOTH: 'shell' }
  const loaded = await loadConfiguration({ folder, environment, enter: () => undefined })
  expect(loaded.environment).toEqual({ FROM_BOTH: 'shell', FROM_FILE: 'a b' })
  expect(loaded.folder).toBe(folder)
})
