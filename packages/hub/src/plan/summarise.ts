import { type ForetoldCalls, foretellCalls, foretellMaking } from '@esplanade/connector-kit'
import type { Brake } from '../config.ts'
import { operationOf } from './operation-of.ts'
import { lowersConsent } from './opt-out-plan.ts'
import { allCalls, countOf, minutesOf } from './plan-minutes.ts'
import type { PlannedPush, PlannedRow } from './planned.ts'
import type { PlannedTarget } from './results.ts'
import type { DraftPush } from './target-plan.ts'

/** What may hold a target back until a person has looked. */
export interface Caution {
  readonly brake: Brake
  /** Connections that were never pulled to the end. */
  readonly unread: readonly string[]
}

/** Counts a target's changes, forecasts its requests, and says whether the brake holds it. */
export function summarise(draft: DraftPush, { brake, unread }: Caution): PlannedPush {
  const { connection, key, operation, rows, current, unchanged, refused, waiting = {} } = draft
  const removals = rows.filter(({ row }) => 'action' in row && row.action === 'remove').length
  const additions = operation === 'members' ? rows.length - removals : 0
  // Rows that are all refused need no operation, and a vendor may have none.
  const calls = rows.length > 0 ? allCalls([...making(draft), writing(draft)]) : NO_CALLS
  const summary: PlannedTarget = {
    connection: connection.id,
    container: key.container,
    target: key.target,
    current,
    add: additions,
    change: operation === 'members' ? 0 : rows.length,
    remove: removals,
    unchanged,
    refused: { ...refused, ...waiting },
    requests: countOf(calls.writes),
    reads: countOf(calls.reads),
    minutes: minutesOf(calls, connection),
    braked: holdWords(draft, { brake, unread }),
  }
  const { current: _current, unchanged: _unchanged, refused: _refused, waiting: _waiting, ...push } = draft
  return { ...push, summary, calls }
}

const NO_CALLS: ForetoldCalls = { writes: new Map(), reads: new Map(), jobsMs: 0 }

function making({ connection: { connector }, create }: DraftPush): ForetoldCalls[] {
  if (create === null) return []
  if ('target' in create) return [foretellMaking(connector, create.target.kind)]
  return [foretellMaking(connector, 'fields', create.fields.length)]
}

const writing = (draft: DraftPush): ForetoldCalls =>
  foretellCalls(
    operationOf(draft),
    draft.rows.map(({ row }) => row),
  )

function holdWords(draft: DraftPush, { brake, unread }: Caution): string | null {
  const { key, rows, current, operation } = draft
  if (lowersConsent(operation) || rows.length === 0) return null
  const lost = rows.filter(takesAway).length
  if (lost > brake.rows && lost > current * brake.share) {
    const [percent, share] = [Math.round((100 * lost) / current), Math.round(100 * brake.share)]
    const what = operation === 'members' ? `members would leave ${key.target}` : 'members would lose a value'
    return `${lost} of ${current} ${what} (${percent} %; the brake is at ${share} % and ${brake.rows} rows). Push with --confirm if that is meant.`
  }
  if (unread.length === 0) return null
  return `${unread.join(', ')} was never pulled to the end, so segments know nothing of it. Pull it, or push with --confirm.`
}

/** A removal, or a field that is cleared: what a person may not get back. */
const takesAway = ({ row }: PlannedRow): boolean =>
  'action' in row ? row.action === 'remove' : 'values' in row && Object.values(row.values).includes(null)
