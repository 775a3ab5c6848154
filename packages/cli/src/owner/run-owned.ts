import type { Clock } from '@esplanade/core/schema'
import type { Hub, HubRequest, HubResults, Report } from '@esplanade/hub'
import { CliError, wordsOf } from '../error-report.ts'
import { askOwner } from './guest.ts'
import { type Listener, listen } from './listen.ts'
import type { Hello } from './protocol.ts'
import { socketPath } from './socket-path.ts'

const RETRY_AFTER_MS = 250
/** Ten seconds: an owner that is just opening the store, or closing it, is through by then. */
const MAX_ATTEMPTS = 40
/** After a second of waiting the user is told why. */
const NOTE_AFTER_ATTEMPTS = 4

export interface OwnedPlace {
  /** The store's file; null for a store that many processes may use. */
  readonly file: string | null
  /** The folder for sockets whose path would be too long beside the file. */
  readonly temporary: string
  readonly self: Hello
  readonly clock: Clock
  /** Opens the store; rejects with a `StoreError` of kind `held` when another process has it. */
  open(): Promise<Hub>
}

export interface OwnedRun<Result> {
  /** Settled, so that it can be printed before others' requests are waited for. */
  readonly outcome: PromiseSettledResult<Result>
  /** Requests that this process is still carrying out for others. */
  readonly othersActive: number
  /** Waits for these and gives the store back. Does nothing where another process owns it. */
  release(): Promise<void>
}

/**
 * Has a request carried out by the one process that owns the store: another one that listens beside
 * the file, or this one, which then listens itself. Whoever gets the store's own lock is the owner; the
 * loser of a race finds the lock held and asks again until the winner listens.
 */
export async function runOwned<R extends HubRequest>(
  request: R,
  place: OwnedPlace,
  { report, signal }: { readonly report: Report; readonly signal: AbortSignal },
): Promise<OwnedRun<HubResults[R['command']]>> {
  if (place.file === null) return own(await place.open(), undefined, request, report, signal)
  const path = socketPath(place.file, place.temporary)
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted()
    const answer = await askOwner(path, request, place.self, { report, signal })
    if (answer.kind === 'result') return guestRun(answer.result as HubResults[R['command']])
    if (answer.kind === 'left' && answer.accepted) {
      report({ kind: 'note', text: 'The process that carried this out has ended; going on from there.' })
    }
    const attempted = await openUnlessHeld(place)
    if ('hub' in attempted) {
      const listener = await listenOrClose(path, attempted.hub, place.self, signal)
      return own(attempted.hub, listener, request, report, signal)
    }
    if (attempt >= MAX_ATTEMPTS) throw heldByStranger(place.file, attempted.held)
    if (attempt === NOTE_AFTER_ATTEMPTS) {
      report({ kind: 'note', text: `Waiting for another process to give back the store ${place.file}.` })
    }
    await place.clock.sleep(RETRY_AFTER_MS, signal)
  }
}

async function own<R extends HubRequest>(
  hub: Hub,
  listener: Listener | undefined,
  request: R,
  report: Report,
  signal: AbortSignal,
): Promise<OwnedRun<HubResults[R['command']]>> {
  const [outcome] = await Promise.allSettled([hub.run(request, { report, signal })])
  return {
    outcome,
    get othersActive() {
      return listener?.active ?? 0
    },
    async release() {
      await listener?.idle()
      await listener?.close()
      await hub.close()
    },
  }
}

function guestRun<Result>(value: Result): OwnedRun<Result> {
  return { outcome: { status: 'fulfilled', value }, othersActive: 0, release: () => Promise.resolve() }
}

async function openUnlessHeld(place: OwnedPlace): Promise<{ hub: Hub } | { held: Error }> {
  try {
    return { hub: await place.open() }
  } catch (error) {
    if (isHeld(error)) return { held: error }
    throw error
  }
}

async function listenOrClose(path: string, hub: Hub, self: Hello, signal: AbortSignal): Promise<Listener> {
  try {
    return await listen(path, hub, self, signal)
  } catch (cause) {
    await hub.close()
    const why = wordsOf(cause)
    throw new CliError(
      'store',
      `Cannot listen beside the store at ${path} (${why}). Make that folder writable.`,
      {
        cause,
      },
    )
  }
}

/** By name and kind: the project's copy of the packages may not be ours. */
function isHeld(error: unknown): error is Error {
  return error instanceof Error && error.name === 'StoreError' && 'kind' in error && error.kind === 'held'
}

function heldByStranger(file: string, held: Error): CliError {
  const pid = /\bPID:? (\d+)/i.exec(
    `${held.message} ${held.cause instanceof Error ? held.cause.message : ''}`,
  )?.[1]
  const who = pid === undefined ? 'another program' : `another program (process ${pid})`
  return new CliError(
    'store',
    `The store ${file} is held by ${who} that takes no requests, such as a DuckDB shell. Close it and run the command again.`,
    { cause: held },
  )
}
