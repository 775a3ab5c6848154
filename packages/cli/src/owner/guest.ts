import { connect, type Socket } from 'node:net'
import type { HubRequest, Report } from '@esplanade/hub'
import { CliError, ForwardedError } from '../error-report.ts'
import { FrameError, readFrames, sendFrame } from './frame.ts'
import { type GuestFrame, type Hello, helloSchema, ownerFrameSchema, PROTOCOL } from './protocol.ts'

/** An owner that computes may be busy for a moment; one that stays silent this long is stuck. */
const HELLO_TIMEOUT_MS = 30_000

/** What came of asking. `absent`: nobody listens. `left`: the owner went away before it answered. */
export type GuestAnswer =
  | { readonly kind: 'absent' }
  | { readonly kind: 'left'; readonly accepted: boolean }
  | { readonly kind: 'result'; readonly result: unknown }

export interface GuestOptions {
  readonly report: Report
  readonly signal: AbortSignal
  readonly helloTimeoutMs?: number
}

/**
 * Asks the owner of a store, if there is one. Throws `ForwardedError` with the owner's error, `CliError`
 * when the owner cannot be talked to.
 */
export async function askOwner(
  path: string,
  request: HubRequest,
  self: Hello,
  options: GuestOptions,
): Promise<GuestAnswer> {
  const socket = await connectTo(path)
  if (socket === undefined) return { kind: 'absent' }
  const cancel = () => sendFrame(socket, { type: 'cancel' } satisfies GuestFrame)
  try {
    const frames = readFrames(socket)
    const first = await helloOf(frames, socket, path, options.helloTimeoutMs ?? HELLO_TIMEOUT_MS)
    if (first === undefined) return { kind: 'left', accepted: false }
    const owner = agree(first, self)
    if (owner.configuration !== self.configuration) {
      options.report({ kind: 'note', text: otherConfiguration(owner) })
    }
    options.signal.addEventListener('abort', cancel, { once: true })
    sendFrame(socket, { type: 'request', request } satisfies GuestFrame)
    if (options.signal.aborted) cancel()
    return await answerOf(frames, options)
  } catch (error) {
    if (isBrokenPipe(error)) return { kind: 'left', accepted: true }
    if (error instanceof FrameError) throw strange(path, error)
    throw error
  } finally {
    options.signal.removeEventListener('abort', cancel)
    socket.destroy()
  }
}

async function answerOf(frames: AsyncGenerator<unknown>, { report, signal }: GuestOptions) {
  let accepted = false
  for await (const value of frames) {
    const { data: frame, error } = ownerFrameSchema.safeParse(value)
    if (frame === undefined) throw new FrameError('A message is none that an owner sends.', { cause: error })
    switch (frame.type) {
      case 'accepted':
        accepted = true
        break
      case 'report':
        report(frame.report)
        break
      case 'result':
        return { kind: 'result', result: frame.result } as const
      case 'error':
        throw new ForwardedError(frame.error)
      case 'stopped':
        signal.throwIfAborted()
        return { kind: 'left', accepted: true } as const
      default:
        throw new Error(`Unhandled frame: ${frame satisfies never}`)
    }
  }
  signal.throwIfAborted()
  return { kind: 'left', accepted } as const
}

/** A connection, or undefined when nobody listens: no socket, or one that a killed owner left behind. */
function connectTo(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      // Whoever reads the frames learns of it.
      socket.on('error', () => socket.destroy())
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTSOCK') {
        resolve(undefined)
      } else if (error.code === 'EACCES' || error.code === 'EPERM') {
        const message = `Another user's process owns the store and listens at ${path}; run the command as that user.`
        reject(new CliError('store', message, { cause: error }))
      } else if (isBrokenPipe(error) || error.code === 'EAGAIN') resolve(undefined)
      else reject(error)
    })
  })
}

async function helloOf(
  frames: AsyncGenerator<unknown>,
  socket: Socket,
  path: string,
  timeoutMs: number,
): Promise<unknown> {
  let silent = false
  const timer = setTimeout(() => {
    silent = true
    socket.destroy()
  }, timeoutMs)
  try {
    const first = await frames.next()
    if (!silent) return first.value
  } catch (error) {
    if (!silent) throw error
  } finally {
    clearTimeout(timer)
  }
  throw new CliError(
    'store',
    `The process that owns the store does not answer at ${path}. Wait until it is idle, or stop it and try again.`,
  )
}

function agree(value: unknown, self: Hello): Hello {
  const { data: owner, error } = helloSchema.safeParse(value)
  if (owner === undefined) throw new FrameError('The greeting is none of an owner.', { cause: error })
  if (owner.protocol === PROTOCOL && owner.version === self.version) return owner
  throw new CliError(
    'store',
    `Process ${owner.pid} owns the store and is Esplanade ${owner.version}; this command is ${self.version}. Stop that process, or use the same version.`,
  )
}

function otherConfiguration(owner: Hello): string {
  return `Process ${owner.pid} carries this out with the configuration it was started with, which differs from yours. Restart it to use yours.`
}

function strange(path: string, cause: FrameError): CliError {
  return new CliError(
    'store',
    `Whatever listens at ${path} is no Esplanade process (${cause.message}). Stop it, or remove that file.`,
    { cause },
  )
}

function isBrokenPipe(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE'
}
