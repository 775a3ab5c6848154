import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))
const TIMEOUT_MS = 240_000

interface Ended {
  readonly code: number | string | null
  readonly stdout: string
  readonly stderr: string
}

const demo = (...args: string[]): Promise<Ended> =>
  new Promise(done => {
    execFile(process.execPath, [BIN, ...args], (error, stdout, stderr) => {
      done({ code: error ? (error.code ?? null) : 0, stdout, stderr })
    })
  })

describe('the demo as a command', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'esplanade-demo-bin-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  test(
    'ends with one JSON object and, when asked to, keeps the store',
    async () => {
      const { code, stdout, stderr } = await demo(
        '--contacts',
        '30',
        '--json',
        '--keep',
        join(folder, 'kept'),
      )
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('Verified.') })
      const result: Record<string, unknown> = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
      expect(result).toMatchObject({ contacts: 35, verified: true })
      expect(Object.keys(result).sort()).toEqual([
        'connections',
        'contacts',
        'events',
        'identities',
        'peakMb',
        'secondSync',
        'seconds',
        'segments',
        'verified',
      ])
      expect(await demo('--contacts', '30', '--keep', join(folder, 'kept'))).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('holds a store already'),
      })
    },
    TIMEOUT_MS,
  )

  test('refuses options that it does not know, and a folder that is a file', async () => {
    expect(await demo('--sede', '1')).toMatchObject({ code: 2, stderr: expect.stringContaining('--sede') })
    await writeFile(join(folder, 'file'), '')
    expect((await demo('--keep', join(folder, 'file'))).code).not.toBe(0)
  })

  test('explains itself', async () => {
    expect(await demo('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--keep DIR') })
  })
})
