import type { Operation, Outcome, RowAddress } from '../push.ts'

/** What a request body holds beside its rows. */
const ENVELOPE_BYTES = 1_024
/** The comma between two rows. */
const SEPARATOR_BYTES = 1

export interface CutBatches<Row> {
  readonly batches: readonly (readonly Row[])[]
  /** Rows that no request can hold. */
  readonly refused: readonly { readonly row: Row; readonly outcome: Outcome }[]
}

/** The part of an operation that says how its rows may be grouped. */
export type BatchBounds<Row extends RowAddress> = Pick<
  Operation<Row, never, never>,
  'maxRows' | 'maxBytes' | 'rowBytes' | 'batchKey' | 'rowKey'
>

/**
 * Cuts rows into batches within the operation's bounds, in the order given: the same rows always
 * give the same batches, so that a repeat after a crash repeats exactly what was sent.
 *
 * @throws Error when two rows share their `rowKey`: which of them holds is for the caller to decide.
 */
export function cutBatches<Row extends RowAddress>(
  bounds: BatchBounds<Row>,
  rows: readonly Row[],
): CutBatches<Row> {
  assertKeyedApart(bounds, rows)
  const batches: Row[][] = []
  const refused: CutBatches<Row>['refused'][number][] = []
  // The batch of each key that still has room.
  const open = new Map<string, { rows: Row[]; bytes: number }>()
  for (const row of rows) {
    const bytes = bytesOf(bounds, row) + SEPARATOR_BYTES
    if (bounds.maxBytes !== undefined && bytes + ENVELOPE_BYTES > bounds.maxBytes) {
      refused.push({ row, outcome: tooLarge(bytes, bounds.maxBytes) })
      continue
    }
    const key = bounds.batchKey?.(row) ?? ''
    let batch = open.get(key)
    if (!batch || !hasRoom(bounds, batch, bytes)) {
      batch = { rows: [], bytes: ENVELOPE_BYTES }
      open.set(key, batch)
      batches.push(batch.rows)
    }
    batch.rows.push(row)
    batch.bytes += bytes
  }
  return { batches, refused }
}

function hasRoom<Row extends RowAddress>(
  bounds: BatchBounds<Row>,
  batch: { readonly rows: readonly Row[]; readonly bytes: number },
  bytes: number,
): boolean {
  if (batch.rows.length >= bounds.maxRows) return false
  return bounds.maxBytes === undefined || batch.bytes + bytes <= bounds.maxBytes
}

function bytesOf<Row extends RowAddress>(bounds: BatchBounds<Row>, row: Row): number {
  // Without a bound nothing needs measuring, which is most of the work here.
  if (bounds.maxBytes === undefined) return 0
  return bounds.rowBytes?.(row) ?? Buffer.byteLength(JSON.stringify(row))
}

function tooLarge(bytes: number, maxBytes: number): Outcome {
  return {
    status: 'refused',
    code: 'row-too-large',
    message: `The row takes ${bytes} bytes and a request holds ${maxBytes}. Shorten its values.`,
  }
}

function assertKeyedApart<Row extends RowAddress>(bounds: BatchBounds<Row>, rows: readonly Row[]): void {
  const seen = new Set<string>()
  for (const row of rows) {
    const key = bounds.rowKey?.(row) ?? row.remoteId
    if (!seen.has(key)) {
      seen.add(key)
      continue
    }
    if (bounds.rowKey) throw new Error(`Two rows have the key "${key}"; a batch takes one per key.`)
    throw new Error(`Member "${key}" has two rows; a batch takes one per member.`)
  }
}
