import type { EmulatorReply } from '../emulator/definition.ts'

/** Deeper than any answer goes. */
const MAX_DEPTH = 16

/** Every list of objects says its first one twice, as pages do that shift under the reader. */
export const repeatRows = (reply: EmulatorReply): EmulatorReply =>
  rewrite(reply, value =>
    Array.isArray(value) && value.length > 1 && isObject(value[0]) ? [value[0], ...value] : value,
  )

/** Every object has a field that no documentation knows, as new versions of an API bring them. */
export const unknownFields = (reply: EmulatorReply): EmulatorReply =>
  rewrite(reply, value =>
    isObject(value) ? { ...value, x_unannounced: { since: 2027, beta: [true, null] } } : value,
  )

function rewrite(reply: EmulatorReply, change: (value: unknown) => unknown): EmulatorReply {
  if (reply.status !== 200 || !isJson(reply)) return reply
  const walk = (value: unknown, depth: number): unknown => {
    if (depth > MAX_DEPTH) return value
    if (Array.isArray(value)) return change(value.map(item => walk(item, depth + 1)))
    if (!isObject(value)) return value
    return change(
      Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, depth + 1)])),
    )
  }
  // Through JSON first: what the reply holds may know how to print itself.
  return { ...reply, body: walk(JSON.parse(JSON.stringify(reply.body)), 0) }
}

const isJson = ({ body }: EmulatorReply): boolean =>
  typeof body === 'object' && body !== null && !(body instanceof Uint8Array)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
