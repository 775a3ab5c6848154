import type { ScoreColumn } from '@esplanade/core/store'
import { literal } from '../engine/sql.ts'
import type { FactContext } from './context.ts'

/**
 * Replaces the columns of scores: the values of a new run first, then the document that says which
 * runs hold, so that all columns change in one step.
 */
export async function saveScores(context: FactContext, columns: readonly ScoreColumn[]): Promise<void> {
  const run = context.nextRevision()
  const rows: unknown[][] = []
  const scores = { ...context.prepared.scores }
  for (const { name, contactNo, values } of columns) {
    const known = scores[name]
    if (known === undefined) {
      throw new RangeError(`The store has no score "${name}"; the catalog given to prepare() lacks it.`)
    }
    const numbers = values instanceof Float64Array
    if (numbers !== (known.type === 'number')) {
      throw new TypeError(`The score "${name}" is ${known.type}; it was given the other kind of values.`)
    }
    scores[name] = { type: known.type, run }
    for (const [row, contact] of contactNo.entries()) {
      const value = values[row] ?? null
      if (value === null || Number.isNaN(value)) continue
      rows.push([name, run, contact, numbers ? sixDecimals(value as number) : null, numbers ? null : value])
    }
  }
  await context.server.insert('score_value', ['name', 'run', 'contact_no', 'number', 'label'], rows)
  await context.save({ ...context.prepared, scores })
  const replaced = columns.map(({ name }) => literal(name)).join(', ')
  const { cluster, server } = context
  const table = cluster === undefined ? 'score_value' : 'score_value_local'
  const on = cluster === undefined ? '' : ` on cluster ${literal(cluster)}`
  // In the background: values of earlier runs are read by nobody.
  await server.run(
    `alter table ${server.table(table)}${on} delete where name in (${replaced}) and run < ${run}`,
  )
}

/** As far as attributes of type number go, so that a score compares and prints as one of them. */
const sixDecimals = (value: number): number => Math.round(value * 1e6) / 1e6
