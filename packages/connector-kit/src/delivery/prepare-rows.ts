import type { Operation, OperationTarget, Outcome, PreparedRow, RowAddress } from '../push.ts'

export interface PreparedRows<Row> {
  /** What is sent, in order. */
  readonly ready: readonly Row[]
  /** Puts the outcomes of what was sent back among those of all rows, with the notes on their values. */
  readonly finish: (outcomes: readonly Outcome[]) => Outcome[]
}

/** Makes a batch's rows ready, the same each time, so that a stored job's rows are found again after a restart. */
export function prepareRows<Row extends RowAddress>(
  operation: Pick<Operation<Row, never, never>, 'prepare'>,
  target: OperationTarget,
  rows: readonly Row[],
): PreparedRows<Row> {
  if (!operation.prepare) return { ready: rows, finish: outcomes => [...outcomes] }
  const prepared = rows.map(
    (row): PreparedRow<Row> => operation.prepare?.(row, target) ?? { kind: 'ready', row, notes: [] },
  )
  return {
    ready: prepared.flatMap(one => (one.kind === 'ready' ? [one.row] : [])),
    finish: outcomes => {
      let sent = 0
      return prepared.map(one => {
        if (one.kind === 'settled') return one.outcome
        const outcome = outcomes[sent] as Outcome
        sent += 1
        return one.notes.length === 0
          ? outcome
          : { ...outcome, notes: [...one.notes, ...(outcome.notes ?? [])] }
      })
    },
  }
}
