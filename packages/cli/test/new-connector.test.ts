import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scaffoldConnector } from '../src/new-connector/scaffold-connector.ts'
import { temporaryFolder } from './fixture/folders.ts'
import { REAL_BIN, runCommand } from './fixture/run-command.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const TOOLS = resolve(import.meta.dirname, '../node_modules')

/** A workspace like ours, without connectors. */
function workspace(): string {
  const folder = temporaryFolder({ 'package.json': '{"type":"module"}' })
  mkdirSync(join(folder, 'connectors'))
  copyFileSync(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'))
  symlinkSync(TOOLS, join(folder, 'node_modules'))
  return folder
}

describe('esplanade new connector', () => {
  it('writes files that compile, and a suite whose tests fail by name and none by a crash', async () => {
    const folder = workspace()
    const { code, json } = await runCommand(folder, ['new', 'connector', 'acme-mail', '--json'], REAL_BIN)
    expect(code).toBe(0)
    expect(json()).toMatchObject({ folder: 'connectors/acme-mail' })
    const made = join(folder, 'connectors/acme-mail')
    expect(json().written).toEqual(expect.arrayContaining(['package.json', 'src/acme-mail-connector.ts']))

    const run = (tool: string, ...args: string[]) =>
      spawnSync(process.execPath, [join(TOOLS, tool), ...args], { cwd: made, encoding: 'utf8' })
    expect(run('typescript/bin/tsc', '--noEmit')).toMatchObject({ stdout: '', status: 0 })

    run('vitest/vitest.mjs', 'run', '--reporter=json', '--outputFile=report.json', '--silent')
    const report = JSON.parse(readFileSync(join(made, 'report.json'), 'utf8')) as Report
    const [file] = report.testResults
    const failed = file?.assertionResults.filter(({ status }) => status === 'failed') ?? []
    const passed = file?.assertionResults.filter(({ status }) => status === 'passed') ?? []
    expect(passed.map(({ title }) => title)).toContain(
      'connection: check names the account and its containers',
    )
    expect(failed.map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        'definition: has each capability or says why not',
        'pull: every member exactly once, with its identities',
        'push: fields reach the members they are for, and no others',
        'opt-out: lowers the consent of those it names, and of nobody else',
        'weather: a pull outlives a 500',
      ]),
    )
    const said = failed.map(({ failureMessages }) => failureMessages.join('\n'))
    expect(said.filter(text => /Not written yet/.test(text)).length).toBeGreaterThan(20)
    expect(said.filter(text => /TypeError|SyntaxError|ReferenceError|Cannot find/.test(text))).toEqual([])
  })

  it.each(['', 'Acme', '9lives', 'acme_mail', '../acme', 'acme-', '-acme', 'a'.repeat(41)])(
    'refuses the name "%s" and writes nothing',
    name => {
      const folder = workspace()
      expect(() => scaffoldConnector(folder, name)).toThrow("is no connector's name")
      expect(readdirSync(join(folder, 'connectors'))).toEqual([])
    },
  )

  it('takes the longest name', () => {
    expect(scaffoldConnector(workspace(), 'a'.repeat(40)).folder).toBe(`connectors/${'a'.repeat(40)}`)
  })

  it('refuses a folder that exists and leaves it as it is', () => {
    const folder = workspace()
    mkdirSync(join(folder, 'connectors/acme'))
    expect(() => scaffoldConnector(folder, 'acme')).toThrow('exists already')
    expect(readdirSync(join(folder, 'connectors/acme'))).toEqual([])
  })

  it('refuses a place that has no connectors', () => {
    const folder = temporaryFolder()
    expect(() => scaffoldConnector(folder, 'acme')).toThrow('clone of Esplanade')
    expect(existsSync(join(folder, 'connectors'))).toBe(false)
  })
})

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}
