/** How a column of an answer is read: `float` is never null (NaN instead), `text` may be. */
export type ColumnKind = 'uint32' | 'float' | 'text'

export type ReadColumn = Uint32Array | Float64Array | (string | null)[]

/** Rows that one part of an answer holds at most. */
const ROWS_PER_PART = 65_536

/**
 * Reads rows in ClickHouse's RowBinary: numbers little-endian, a text as its length in groups of seven
 * bits and its bytes, before which a byte says whether there is one. Ten times faster than JSON.
 * Source: ClickHouse documentation, "RowBinary".
 */
export async function* readRowBinary(
  chunks: AsyncIterable<Uint8Array>,
  kinds: readonly ColumnKind[],
): AsyncGenerator<ReadColumn[]> {
  let rest: Buffer = Buffer.alloc(0)
  let part = new Part(kinds)
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
    let at = 0
    for (let next = part.read(bytes, at); next >= 0; next = part.read(bytes, at)) {
      at = next
      if (part.rows < ROWS_PER_PART) continue
      yield part.columns()
      part = new Part(kinds)
    }
    rest = bytes.subarray(at)
  }
  if (rest.length > 0) throw new Error('The answer of ClickHouse ended in the middle of a row.')
  if (part.rows > 0) yield part.columns()
}

class Part {
  rows = 0
  readonly #kinds: readonly ColumnKind[]
  readonly #columns: ReadColumn[]

  constructor(kinds: readonly ColumnKind[]) {
    this.#kinds = kinds
    this.#columns = kinds.map(kind =>
      kind === 'uint32'
        ? new Uint32Array(ROWS_PER_PART)
        : kind === 'float'
          ? new Float64Array(ROWS_PER_PART)
          : [],
    )
  }

  /** Where the row that begins at `from` ends; -1 when not all of it is there yet. */
  read(bytes: Buffer, from: number): number {
    let at = from
    for (let column = 0; column < this.#kinds.length; column++) {
      const into = this.#columns[column] as ReadColumn
      if (Array.isArray(into)) {
        const text = textAt(bytes, at)
        if (text === undefined) return -1
        into[this.rows] = text.value
        at = text.end
        continue
      }
      const width = into.BYTES_PER_ELEMENT
      if (at + width > bytes.length) return -1
      into[this.rows] = width === 4 ? bytes.readUInt32LE(at) : bytes.readDoubleLE(at)
      at += width
    }
    if (at === from) return -1
    this.rows += 1
    return at
  }

  columns(): ReadColumn[] {
    return this.#columns.map(column => column.slice(0, this.rows))
  }
}

function textAt(bytes: Buffer, from: number): { value: string | null; end: number } | undefined {
  if (from >= bytes.length) return undefined
  if (bytes[from] === 1) return { value: null, end: from + 1 }
  let length = 0
  let at = from + 1
  for (let shift = 1; ; shift *= 128) {
    const byte = bytes[at++]
    if (byte === undefined) return undefined
    length += (byte & 127) * shift
    if (byte < 128) break
  }
  const end = at + length
  return end > bytes.length ? undefined : { value: bytes.toString('utf8', at, end), end }
}
