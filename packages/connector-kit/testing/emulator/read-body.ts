import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** More than any vendor takes in one request; beyond it the emulator answers 413. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024

export type BodyReading =
  | { readonly kind: 'read'; readonly body: unknown; readonly bytes: number }
  | { readonly kind: 'not-json'; readonly bytes: number }
  | { readonly kind: 'too-large' }

/** Reads a request's JSON body, gzip-encoded or not. Bytes are counted after decoding. */
export async function readBody(request: IncomingMessage): Promise<BodyReading> {
  const chunks: Buffer[] = []
  let received = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    received += chunk.length
    // What is too large is still read to its end, unkept: leaving early would cut the connection unanswered.
    if (received <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  if (received > MAX_BODY_BYTES) return { kind: 'too-large' }
  if (received === 0) return { kind: 'read', body: undefined, bytes: 0 }
  const raw = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, received)
  if (request.headers['content-encoding'] !== 'gzip') return parse(raw)
  try {
    return parse(await unzip(raw, { maxOutputLength: MAX_BODY_BYTES }))
  } catch (error) {
    // A body that unpacks beyond the bound fails with ERR_BUFFER_TOO_LARGE; anything else is a broken archive.
    const tooLarge = error instanceof RangeError
    return tooLarge ? { kind: 'too-large' } : { kind: 'not-json', bytes: received }
  }
}

const unzip = promisify(gunzip)

function parse(raw: Buffer): BodyReading {
  try {
    return { kind: 'read', body: JSON.parse(raw.toString('utf8')), bytes: raw.length }
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'not-json', bytes: raw.length }
    throw error
  }
}
