import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** What the engine does not tell about a text file. */
export interface LineScan {
  readonly firstLine: string
  /** Numbers of lines with nothing on them, ascending. */
  readonly blanks: readonly number[]
}

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
/** No header is longer; a first line beyond it is cut, and then names no columns that anything matches. */
const LONGEST_HEADER_BYTES = 1_000_000

/** Goes through the bytes of a file, unpacked where its name ends in `.gz`, without keeping them. */
export async function scanLines(path: string): Promise<LineScan> {
  const blanks: number[] = []
  const header: Buffer[] = []
  let headerBytes = 0
  let line = 1
  let lineBytes = 0
  let lastByte: number | undefined
  for await (const part of bytesOf(path)) {
    let from = 0
    for (let end = part.indexOf(LINE_FEED); end !== -1; end = part.indexOf(LINE_FEED, from)) {
      if (line === 1) header.push(part.subarray(from, end))
      const returned = (end === 0 ? lastByte : part[end - 1]) === CARRIAGE_RETURN
      const length = lineBytes + end - from - (returned ? 1 : 0)
      if (length === 0) blanks.push(line)
      line++
      lineBytes = 0
      from = end + 1
    }
    lineBytes += part.length - from
    if (line === 1 && headerBytes < LONGEST_HEADER_BYTES) header.push(part.subarray(from))
    headerBytes += part.length
    lastByte = part.at(-1)
  }
  const firstLine = Buffer.concat(header).toString('utf8').replace(/\r$/, '')
  return { firstLine, blanks }
}

function bytesOf(path: string): AsyncIterable<Buffer> {
  const file = createReadStream(path)
  if (!/\.gz$/i.test(path)) return file
  // A failure of either stream reaches the loop above through the second.
  return pipeline(file, createGunzip(), () => undefined)
}
