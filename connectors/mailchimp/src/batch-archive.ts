import { gunzipSync } from 'node:zlib'
import { contractError, readShape } from '@esplanade/connector-kit'
import { z } from 'zod'

/** What one operation of a batch was answered. */
export interface BatchAnswer {
  readonly status: number
  /** Title and words of a problem. */
  readonly title: string
  readonly detail: string
}

/** A thousand answers of members with all their fields stay far below this; a bomb does not. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024

const answersShape = z.array(
  z.object({ operation_id: z.string(), status_code: z.number().int(), response: z.string().default('') }),
)
const problemShape = z.object({ title: z.string().catch(''), detail: z.string().catch('') })

/**
 * Reads the result of a batch: a gzipped tar of JSON files, each a list of answers. By operation id.
 *
 * @throws ConnectorError of kind `contract` when it is none.
 */
export function readArchive(route: string, packed: Uint8Array): Map<string, BatchAnswer> {
  const answers = new Map<string, BatchAnswer>()
  for (const file of filesOf(unpack(route, packed))) {
    for (const { operation_id, status_code, response } of readShape(route, answersShape, json(route, file))) {
      // An operation that was carried out may be answered with nothing at all.
      const { title, detail } =
        status_code < 400 || response === ''
          ? { title: `status-${status_code}`, detail: '' }
          : readShape(route, problemShape, json(route, response))
      answers.set(operation_id, { status: status_code, title, detail })
    }
  }
  return answers
}

function unpack(route: string, packed: Uint8Array): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES })
  } catch (error) {
    // Whatever zlib says, it is of the bytes: the answer is not the archive that was promised.
    throw contractError(route, `no gzip archive (${error instanceof Error ? error.name : 'unreadable'})`)
  }
}

function json(route: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw contractError(route, 'an answer that is not JSON')
    throw error
  }
}

const BLOCK = 512
const SIZE = { from: 124, to: 136 }
const TYPE_AT = 156

/** Plain files of a tar (POSIX ustar): a block of header each, then its bytes in whole blocks. */
function* filesOf(tar: Buffer): Generator<string> {
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + SIZE.from, at + SIZE.to), 8) || 0
    const type = String.fromCharCode(tar[at + TYPE_AT] ?? 0)
    const from = at + BLOCK
    if ((type === '0' || type === '\0') && size > 0) yield tar.toString('utf8', from, from + size)
    at = from + Math.ceil(size / BLOCK) * BLOCK
  }
}
