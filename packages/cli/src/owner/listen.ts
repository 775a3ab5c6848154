import { rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { Hub } from '@esplanade/hub'
import { reportError } from '../error-report.ts'
import { offerFrame, readFrames, sendFrame } from './frame.ts'
import { type GuestFrame, guestFrameSchema, type Hello, type OwnerFrame } from './protocol.ts'

/** More at once than anybody starts by hand; one more is turned away. */
const MAX_GUESTS = 64

const CLOSE_GRACE_MS = 5_000

export interface Listener {
  /** Resolves when no accepted request is left. New ones are still taken until `close`. */
  idle(): Promise<void>
  /** Requests being carried out for others. */
  readonly active: number
  /** Stops listening and removes the socket. Call it while the store is still held. */
  close(): Promise<void>
}

/**
 * Carries out requests of other processes on this hub. Only the holder of the store's lock may call
 * it: a socket that lies there is then a dead owner's, and is replaced.
 */
export async function listen(path: string, hub: Hub, hello: Hello, signal: AbortSignal): Promise<Listener> {
  const guests = new Set<Socket>()
  let active = 0
  let waiting: (() => void)[] = []
  const settle = () => {
    active -= 1
    if (active > 0) return
    for (const wake of waiting) wake()
    waiting = []
  }

  const server = createServer(socket => {
    guests.add(socket)
    socket.once('close', () => guests.delete(socket))
    // A guest that goes away in the middle is seen by the reader of its frames.
    socket.on('error', () => socket.destroy())
    sendFrame(socket, hello)
    serve(socket, hub, signal, () => {
      active += 1
      return settle
    }).catch((error: unknown) => socket.destroy(error instanceof Error ? error : undefined))
  })
  server.maxConnections = MAX_GUESTS
  rmSync(path, { force: true })
  await listenPrivately(server, path)

  return {
    idle: () => (active === 0 ? Promise.resolve() : new Promise(resolve => waiting.push(resolve))),
    get active() {
      return active
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        // Answers already written still go out; whoever has no answer yet sees the end and asks again.
        for (const guest of guests) guest.end(() => guest.destroy())
        // A guest that does not read holds nobody up for longer than this.
        setTimeout(() => {
          for (const guest of guests) guest.destroy()
        }, CLOSE_GRACE_MS).unref()
      }),
  }
}

async function serve(
  socket: Socket,
  hub: Hub,
  ownerSignal: AbortSignal,
  accept: () => () => void,
): Promise<void> {
  const cancelled = new AbortController()
  const answer = (frame: OwnerFrame) => sendFrame(socket, frame)
  let working: Promise<void> | undefined
  for await (const value of readFrames(socket)) {
    const frame = guestFrameSchema.safeParse(value)
    if (!frame.success) {
      const message = `The process that owns the store does not understand the request: ${frame.error.message}`
      answer({ type: 'error', error: reportError(new Error(message)) })
      socket.end()
    } else if (frame.data.type === 'cancel') cancelled.abort()
    else if (working === undefined) {
      const settle = accept()
      answer({ type: 'accepted' })
      working = carryOut(socket, hub, frame.data, AbortSignal.any([ownerSignal, cancelled.signal])).finally(
        settle,
      )
    }
  }
  // The guest has gone: what it asked for is stopped at the next safe place.
  cancelled.abort()
  await working
}

async function carryOut(
  socket: Socket,
  hub: Hub,
  { request }: Extract<GuestFrame, { type: 'request' }>,
  signal: AbortSignal,
): Promise<void> {
  let answer: OwnerFrame
  try {
    const result = await hub.run(request, {
      signal,
      report: report => offerFrame(socket, { type: 'report', report }),
    })
    answer = { type: 'result', result }
  } catch (error) {
    answer = signal.aborted ? { type: 'stopped' } : { type: 'error', error: reportError(error) }
  }
  try {
    sendFrame(socket, answer)
  } catch (error) {
    sendFrame(socket, { type: 'error', error: reportError(error) } satisfies OwnerFrame)
  }
  socket.end()
}

/** Binds with a mask that leaves the socket to its user alone from its first moment. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const mask = process.umask(0o177)
    // Binding a path happens within this call.
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
    process.umask(mask)
  })
}
