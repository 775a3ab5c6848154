import { gunzipSync } from 'node:zlib'
import { contractError } from './contract-error.ts'

/** Texts of any job's result stay far below this; a bomb does not. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024

const BLOCK = 512
const SIZE = { from: 124, to: 136 }
const TYPE_AT = 156

/**
 * The texts of the plain files in a gzipped tar (POSIX ustar): a block of header each, then its bytes in
 * whole blocks.
 *
 * @throws ConnectorError of kind `contract` when it is none, or too large.
 */
export function unpackTar(route: string, packed: Uint8Array): string[] {
  const tar = unpack(route, packed)
  const texts: string[] = []
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + SIZE.from, at + SIZE.to), 8) || 0
    const type = String.fromCharCode(tar[at + TYPE_AT] ?? 0)
    const from = at + BLOCK
    if ((type === '0' || type === '\0') && size > 0) texts.push(tar.toString('utf8', from, from + size))
    at = from + Math.ceil(size / BLOCK) * BLOCK
  }
  return texts
}

function unpack(route: string, packed: Uint8Array): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES })
  } catch (error) {
    // Whatever zlib says, it is of the bytes: the answer is not the archive that was promised.
    throw contractError(route, `no gzip archive (${error instanceof Error ? error.name : 'unreadable'})`)
  }
}
