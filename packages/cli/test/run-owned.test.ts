import { chmodSync, existsSync, lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { instant, simulatedClock } from '@esplanade/core/schema'
import type { Hub, HubRequest, ProgressReport } from '@esplanade/hub'
import { expect, onTestFinished, test } from 'vitest'
import { reportError } from '../src/error-report.ts'
import type { Hello } from '../src/owner/protocol.ts'
import { type OwnedPlace, runOwned } from '../src/owner/run-owned.ts'
import { socketPath } from '../src/owner/socket-path.ts'
import { openFakeHub } from './fixture/fake-hub.ts'
import { temporaryFolder } from './fixture/folders.ts'

const STATUS = { command: 'status' } as const
const PULL = { command: 'pull' } as const
const EVALUATE = { command: 'evaluate' } as const

function placeAt(file: string, changes: Partial<Hello> = {}): OwnedPlace {
  return {
    file,
    temporary: join(file, '..'),
    clock: simulatedClock(instant(0)),
    self: { type: 'hello', protocol: 1, version: '1.0.0', pid: 7, configuration: 'same', ...changes },
    open: () => openFakeHub(file),
  }
}

function ask<R extends HubRequest>(request: R, place: OwnedPlace, signal = new AbortController().signal) {
  const reports: ProgressReport[] = []
  const told = Promise.withResolvers<void>()
  const report = (each: ProgressReport) => {
    reports.push(each)
    told.resolve()
  }
  return { run: runOwned(request, place, { report, signal }), reports, told: told.promise }
}

/** An owner that listens and is busy with a pull of its own until `<file>.go` exists. */
async function busyOwner(place: OwnedPlace, signal?: AbortSignal) {
  const owner = ask(PULL, place, signal)
  await owner.told
  const finish = async () => {
    writeFileSync(`${place.file}.go`, '')
    const done = await owner.run
    await done.release()
    return done
  }
  return { ...owner, finish }
}

const neverOpens = (place: OwnedPlace): OwnedPlace => ({
  ...place,
  open: () => Promise.reject(new Error('A guest must not open the store.')),
})

test('the first becomes the owner, the second is served by it, and the socket goes with the owner', async () => {
  const place = placeAt(join(temporaryFolder(), 'store.db'))
  const owner = await busyOwner(place)
  expect(statSync(`${place.file}.sock`).mode & 0o777).toBe(0o600)

  const guest = await ask(STATUS, neverOpens(place)).run
  expect(guest.outcome).toMatchObject({ status: 'fulfilled', value: { store: place.file } })
  await guest.release()

  expect((await owner.finish()).outcome.status).toBe('fulfilled')
  expect(existsSync(`${place.file}.sock`)).toBe(false)
  expect(existsSync(`${place.file}.lock`)).toBe(false)
})

test('reports of a forwarded request arrive where it was asked', async () => {
  const place = placeAt(join(temporaryFolder(), 'store.db'))
  const owner = await busyOwner(place)
  const guest = ask(PULL, neverOpens(place))
  await guest.told
  await owner.finish()
  await guest.run
  expect(guest.reports[0]).toEqual({ kind: 'note', text: `pulling in ${process.pid}` })
})

test('an error of the owner keeps its name, kind, words and exit code', async () => {
  const place = placeAt(join(temporaryFolder(), 'store.db'))
  const owner = await busyOwner(place)
  const error: unknown = await ask(EVALUATE, neverOpens(place)).run.catch((thrown: unknown) => thrown)
  expect(reportError(error)).toMatchObject({
    name: 'ConnectorError',
    kind: 'auth',
    message: 'Klaviyo refused the key; make a new one.',
    exitCode: 5,
  })
  await owner.finish()
})

test('stopping a guest stops its request and nothing else', async () => {
  const place = placeAt(join(temporaryFolder(), 'store.db'))
  const owner = await busyOwner(place)
  const stop = new AbortController()
  const guest = ask(PULL, neverOpens(place), stop.signal)
  await guest.told
  stop.abort(new Error('Ctrl-C'))
  await expect(guest.run).rejects.toThrow('Ctrl-C')
  expect((await owner.finish()).outcome.status).toBe('fulfilled')
})

test('an owner that is done waits for the requests of others before it gives the store back', async () => {
  const place = placeAt(join(temporaryFolder(), 'store.db'))
  const owner = await ask(STATUS, place).run
  const guest = ask(PULL, neverOpens(place))
  await guest.told
  expect(owner.othersActive).toBe(1)
  const released = owner.release()
  expect(existsSync(`${place.file}.lock`)).toBe(true)
  writeFileSync(`${place.file}.go`, '')
  expect((await guest.run).outcome.status).toBe('fulfilled')
  await released
  expect(existsSync(`${place.file}.lock`)).toBe(false)
})

test('a guest goes on by itself when the owner is stopped', async () => {
  const place = placeAt(join(temporaryFolder(), 'store.db'))
  const stop = new AbortController()
  const owner = await busyOwner(place, stop.signal)
  const guest = ask(PULL, place)
  await guest.told
  stop.abort(new Error('Ctrl-C'))
  const stopped = await owner.run
  expect(stopped.outcome.status).toBe('rejected')
  await stopped.release()
  writeFileSync(`${place.file}.go`, '')
  const done = await guest.run
  expect(done.outcome.status).toBe('fulfilled')
  await done.release()
})

test('a socket that a killed owner left behind is replaced', async () => {
  const place = placeAt(join(temporaryFolder(), 'store.db'))
  writeFileSync(`${place.file}.sock`, '')
  const run = await ask(STATUS, place).run
  expect(lstatSync(`${place.file}.sock`).isSocket()).toBe(true)
  await run.release()
})

test('a store held by a program that takes no requests is named, with the process and what to do', async () => {
  const file = join(temporaryFolder(), 'store.db')
  writeFileSync(`${file}.lock`, '1')
  await expect(ask(STATUS, placeAt(file)).run).rejects.toThrow(
    `The store ${file} is held by another program (process 1) that takes no requests, such as a DuckDB shell. Close it and run the command again.`,
  )
})

test('an owner of another version is refused and named', async () => {
  const place = placeAt(join(temporaryFolder(), 'store.db'))
  const owner = await busyOwner(place)
  const other = neverOpens(placeAt(place.file ?? '', { version: '2.0.0' }))
  await expect(ask(STATUS, other).run).rejects.toThrow(
    'Process 7 owns the store and is Esplanade 1.0.0; this command is 2.0.0. Stop that process, or use the same version.',
  )
  await owner.finish()
})

test('another configuration of the owner is told', async () => {
  const place = placeAt(join(temporaryFolder(), 'store.db'))
  const owner = await busyOwner(place)
  const guest = ask(STATUS, neverOpens(placeAt(place.file ?? '', { configuration: 'other' })))
  await guest.run
  expect(guest.reports).toEqual([{ kind: 'note', text: expect.stringContaining('differs from yours') }])
  await owner.finish()
})

test('whatever else listens there is refused', async () => {
  const file = join(temporaryFolder(), 'store.db')
  await listenWith(`${file}.sock`, socket => socket.write('220 mail.example.com ESMTP\r\n'))
  await expect(ask(STATUS, placeAt(file)).run).rejects.toThrow('is no Esplanade process')
})

test('a store without a file needs no socket', async () => {
  const file = join(temporaryFolder(), 'store.db')
  const run = await ask(STATUS, { ...placeAt(file), file: null }).run
  expect(run.outcome.status).toBe('fulfilled')
  expect(existsSync(`${file}.sock`)).toBe(false)
  await run.release()
})

test('the store is given back when the socket cannot be made', async () => {
  const file = join(temporaryFolder(), 'store.db')
  mkdirSync(`${file}.sock`)
  let closed = false
  const hub: Hub = {
    run: () => Promise.reject(new Error('unused')),
    close: () => {
      closed = true
      return Promise.resolve()
    },
  }
  const place = { ...placeAt(file), open: () => Promise.resolve(hub) }
  await expect(ask(STATUS, place).run).rejects.toThrow('Cannot listen beside the store')
  expect(closed).toBe(true)
})

test('a path too long for a socket moves to a private folder, the same for every way to the file', async () => {
  const folder = temporaryFolder()
  const deep = join(folder, 'd'.repeat(100))
  mkdirSync(deep)
  const link = join(folder, 'link')
  symlinkSync(deep, link)
  const path = socketPath(join(deep, 'store.db'), folder)
  expect(path).toMatch(new RegExp(`^${folder}/esplanade-\\d+/[0-9a-f]{16}\\.sock$`))
  expect(socketPath(join(link, 'store.db'), folder)).toBe(path)
  expect(socketPath(join(deep, 'other.db'), folder)).not.toBe(path)

  const owner = await busyOwner({ ...placeAt(join(deep, 'store.db')), temporary: folder })
  const guest = await ask(STATUS, neverOpens({ ...placeAt(join(link, 'store.db')), temporary: folder })).run
  expect(guest.outcome.status).toBe('fulfilled')
  await owner.finish()

  chmodSync(join(path, '..'), 0o777)
  expect(() => socketPath(join(deep, 'store.db'), folder)).toThrow('can be written by others')
})

function listenWith(path: string, greet: (socket: Socket) => void): Promise<Server> {
  const server = createServer(greet)
  onTestFinished(() => void server.close())
  return new Promise(resolve => server.listen(path, () => resolve(server)))
}
