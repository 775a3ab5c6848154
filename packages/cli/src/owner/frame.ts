import type { Socket } from 'node:net'

/** A frame is one line of JSON; a longer one means that the other side is not ours, or broken. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024

/** Progress is dropped, and never queued, while this much waits for a slow reader. */
const MAX_WAITING_BYTES = 1024 * 1024

export class FrameError extends Error {
  override readonly name = 'FrameError'
}

/** Turns a value into a frame. Throws `FrameError` when it is too large. */
export function encodeFrame(value: unknown, maxBytes = MAX_FRAME_BYTES): string {
  const line = JSON.stringify(value)
  if (Buffer.byteLength(line) > maxBytes) {
    throw new FrameError(`A message of ${Buffer.byteLength(line)} bytes exceeds the limit of ${maxBytes}.`)
  }
  return `${line}\n`
}

/** Sends a frame that the other side waits for. */
export function sendFrame(socket: Socket, value: unknown): void {
  if (socket.writable) socket.write(encodeFrame(value))
}

/** Sends a frame that nobody misses, unless the reader is slow. */
export function offerFrame(socket: Socket, value: unknown): void {
  if (socket.writableLength < MAX_WAITING_BYTES) sendFrame(socket, value)
}

const NEWLINE = 0x0a

/**
 * The values that arrive, until the other side ends. A last line without its newline was cut off and is
 * dropped. Throws `FrameError` on a line that is too long or not JSON.
 */
export async function* readFrames(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes = MAX_FRAME_BYTES,
): AsyncGenerator<unknown, void> {
  let parts: Uint8Array[] = []
  let waiting = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      refuseBeyond(maxBytes, waiting + end - from)
      yield parse(Buffer.concat([...parts, chunk.subarray(from, end)]))
      parts = []
      waiting = 0
      from = end + 1
    }
    parts.push(chunk.subarray(from))
    waiting += chunk.length - from
    refuseBeyond(maxBytes, waiting)
  }
}

function refuseBeyond(maxBytes: number, bytes: number): void {
  if (bytes > maxBytes) throw new FrameError(`A message exceeds the limit of ${maxBytes} bytes.`)
}

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch (cause) {
    throw new FrameError('A message is not JSON.', { cause })
  }
}
