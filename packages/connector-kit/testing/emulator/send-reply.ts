import type { ServerResponse } from 'node:http'
import type { EmulatorReply } from './definition.ts'

/**
 * Writes a reply. Strings and bytes that name a content type go out raw, everything else as JSON.
 * `truncated` sends the first half of the body as if it were all of it, as a broken proxy does.
 */
export function sendReply(response: ServerResponse, reply: EmulatorReply, truncated = false): void {
  const headers = lowerCase(reply.headers)
  if (reply.body === undefined) {
    response.writeHead(reply.status, headers)
    response.end()
    return
  }
  const whole = encode(reply.body, headers)
  const body = truncated ? whole.subarray(0, whole.length >> 1) : whole
  headers['content-length'] = String(body.length)
  response.writeHead(reply.status, headers)
  response.end(body)
}

function encode(body: unknown, headers: Record<string, string>): Uint8Array {
  const raw = headers['content-type'] !== undefined
  if (body instanceof Uint8Array) return body
  if (raw && typeof body === 'string') return Buffer.from(body, 'utf8')
  headers['content-type'] ??= 'application/json; charset=utf-8'
  return Buffer.from(JSON.stringify(body), 'utf8')
}

function lowerCase(headers: EmulatorReply['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
}
