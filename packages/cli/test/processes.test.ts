import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FAKE_CONFIG, temporaryFolder } from './fixture/folders.ts'
import { runCommand, startCommand } from './fixture/run-command.ts'

const project = () =>
  temporaryFolder({ 'package.json': '{"type":"module"}', 'esplanade.config.ts': FAKE_CONFIG })
const go = (folder: string) => writeFileSync(join(folder, 'store.db.go'), '')

test.concurrent('of processes started at once one owns the store and carries out the requests of all', async () => {
  const folder = project()
  const pulls = ['pull', 'pull', 'pull'].map(command => startCommand(folder, [command, '--json']))
  await Promise.all(pulls.map(({ printed }) => printed('pulling in')))
  go(folder)
  const ended = await Promise.all(pulls.map(pull => pull.ended))
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0])
  const owners = new Set(ended.map(each => each.json().by))
  expect(owners.size).toBe(1)
  expect(pulls.map(({ child }) => child.pid)).toContain([...owners][0])
  expect(existsSync(join(folder, 'store.db.sock'))).toBe(false)
  expect(existsSync(join(folder, 'store.db.lock'))).toBe(false)
})

test.concurrent('status answers while a pull runs in another process', async () => {
  const folder = project()
  const pull = startCommand(folder, ['pull', '--json'])
  await pull.printed('pulling in')
  const status = await runCommand(folder, ['status', '--json'])
  expect(status.code).toBe(0)
  expect(status.json().by).toBe(pull.child.pid)
  go(folder)
  expect((await pull.ended).code).toBe(0)
})

test.concurrent('Ctrl-C stops at the next safe place and exits with 130', async () => {
  const folder = project()
  const pull = startCommand(folder, ['pull', '--json'])
  await pull.printed('one of two tasks is left')
  pull.child.kill('SIGINT')
  const { code, stderr, json } = await pull.ended
  expect(code).toBe(130)
  expect(stderr).toContain('Stopping after pull news contacts; what is stored stays.')
  expect(stderr).toContain('Stopped. What was stored is kept; the same command goes on from there.')
  expect(json()).toMatchObject({ error: { kind: 'interrupted', exitCode: 130 } })
  expect(existsSync(join(folder, 'store.db.lock'))).toBe(false)
})

test.concurrent('a second Ctrl-C ends work that does not stop', async () => {
  const push = startCommand(project(), ['push'])
  await push.printed('pushing in')
  push.child.kill('SIGINT')
  await push.printed('Press Ctrl-C again')
  push.child.kill('SIGINT')
  expect((await push.ended).code).toBe(130)
})

test.concurrent('a guest takes over when the owner is killed, and the dead socket is replaced', async () => {
  const folder = project()
  const owner = startCommand(folder, ['pull'])
  await owner.printed('pulling in')
  const guest = startCommand(folder, ['pull', '--json'])
  await guest.printed('pulling in')
  owner.child.kill('SIGKILL')
  await guest.printed(`pulling in ${guest.child.pid}`)
  go(folder)
  const { code, stderr, json } = await guest.ended
  expect(code).toBe(0)
  expect(json().by).toBe(guest.child.pid)
  expect(stderr).toContain('The process that carried this out has ended; going on from there.')
})
