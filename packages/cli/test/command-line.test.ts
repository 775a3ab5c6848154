import { expect, test } from 'vitest'
import { main } from '../src/main.ts'
import { commandReference } from './fixture/command-reference.ts'
import { temporaryFolder } from './fixture/folders.ts'
import { memoryWorld } from './fixture/memory-world.ts'

async function run(...argv: string[]) {
  const { world, printed } = memoryWorld(temporaryFolder())
  return { code: await main(argv, world), ...printed() }
}

test.each([
  [['--help'], 0],
  [['import', '--help'], 0],
  [['--version'], 0],
  [[], 2],
  [['pusj'], 2],
  [['push', '--confrim'], 2],
  [['import', 'people', 'x.csv'], 2],
  [['import', 'contacts'], 2],
  [['import', 'contacts', 'none.csv', '--email', 'E'], 2],
  [['segments', 'preview', 'vip', '--samples', '101'], 2],
  [['emulate', 'acme', '--port', '70000'], 2],
  [['emulate', '../evil'], 2],
  [['experiments', 'size', '10%', '12%'], 0],
  [['experiments', 'size', '10%', '10%'], 2],
  [['experiments', 'size', '10%', '100%'], 2],
  [['experiments', 'size', '10%', '12%', '--power', '2'], 2],
  [['experiments', 'size-of-amounts', '0', '12'], 2],
  [['experiments', 'power', '2000', '10%', '10%'], 2],
  [['emulate', 'acme'], 3],
  [['status'], 3],
])('%j exits with %i', async (argv, code) => {
  expect((await run(...argv)).code).toBe(code)
})

test('what an experiment takes, and what so many contacts show', async () => {
  const answer = async (...argv: string[]) => JSON.parse((await run('experiments', ...argv, '--json')).stdout)
  expect(await answer('size', '10%', '12%')).toMatchObject({ power: 0.8, alpha: 0.05, contactsPerArm: 3841 })
  // 12² · 2 · (1.95996 + 1.28155)² / 0.5² = 12,104.4
  expect(await answer('size-of-amounts', '0.5', '12', '--power', '90%')).toMatchObject({
    contactsPerArm: 12_105,
  })
  const { power, rise } = await answer('power', '3841', '10%', '12%')
  expect([power, rise]).toEqual([expect.closeTo(0.8, 4), expect.closeTo(0.02, 5)])
  expect((await run('experiments', 'power', '20', '10%', '12%')).stdout).toMatch(
    /^3\.9 % chance to see it\nIn four of five experiments a rise to \d\d\.\d % is seen\.\n$/,
  )
})

test('a misspelt command or option is answered with the nearest', async () => {
  expect((await run('pusj')).stderr).toContain('Did you mean push?')
  expect((await run('push', '--confrim')).stderr).toContain('Did you mean --confirm?')
})

test('a wrong command line is told like any other failure, with whose help to read', async () => {
  expect(await run('push', '--confrim', '--json')).toMatchObject({
    stderr: "error Unknown option '--confrim'. Did you mean --confirm? See `esplanade push --help`.\n",
    stdout: expect.stringContaining('"kind":"usage"'),
  })
  const { stdout, stderr } = await run('segments', '--json')
  expect(stderr).toContain('Usage: esplanade segments')
  expect(JSON.parse(stdout)).toMatchObject({
    error: {
      name: 'CliError',
      kind: 'usage',
      message: expect.stringContaining('No command was given'),
      exitCode: 2,
    },
  })
})

test('with --json every failure is one JSON value on the last line, wherever --json stands', async () => {
  for (const argv of [
    ['--json', 'status'],
    ['status', '--json'],
    ['push', '--jso', '--json'],
    ['nonsense', '--json'],
  ]) {
    const { stdout, code } = await run(...argv)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: expect.any(String), exitCode: code } })
  }
})

test('a stack trace is for --debug', async () => {
  expect((await run('status')).stderr).not.toContain('    at ')
  expect((await run('status', '--debug')).stderr).toContain('    at ')
})

test('the help says what every exit code means', async () => {
  const { stdout } = await run('--help')
  for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 8, 130])
    expect(stdout).toMatch(new RegExp(`^ +${code}  \\S`, 'm'))
})

test('docs/cli.md is what the command says of itself; `vitest run -u` renews it', async () => {
  await expect(await commandReference()).toMatchFileSnapshot('../../../docs/cli.md')
})
