import type { DoctorResult, StatusResult } from '@esplanade/hub'
import { count, counted, moment } from '../figures.ts'
import { clip, type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'
import { printSegments } from './print-segments.ts'

const MAX_RUNS = 5
/** A glance; the whole text is in the answer with `--json`. */
const ERROR_COLUMNS = 60

export function printStatus(status: StatusResult, paint: Paint): string[] {
  const events = Object.entries(status.events)
  const all = events.reduce((sum, [, rows]) => sum + rows, 0)
  const people = `${counted(status.contacts, 'contact')} with ${counted(status.identities, 'identity', 'identities')}`
  return [
    `${paint('bold', 'Store')} ${status.store}: ${people}, ${counted(all, 'event')}.`,
    status.running === null ? 'Nothing is running.' : `Running: ${plainText(status.running)}.`,
    ...section(eventTable(events)),
    ...section(connectionTable(status.connections)),
    ...section(status.segments.length === 0 ? [] : printSegments(status.segments)),
    ...section(status.scoreAlarms.map(alarm => paint('yellow', plainText(alarm)))),
    ...section(runTable(status.runs.slice(0, MAX_RUNS))),
  ]
}

function section(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}

function eventTable(events: readonly (readonly [string, number])[]): string[] {
  if (events.length === 0) return []
  const rows = events
    .toSorted(([, a], [, b]) => b - a)
    .map(([type, number]) => [plainText(type), count(number)])
  return table([{ title: 'event' }, { title: 'number', align: 'right' }], rows)
}

function connectionTable(connections: StatusResult['connections']): string[] {
  if (connections.length === 0) return []
  return table(
    [
      { title: 'connection' },
      { title: 'connector' },
      { title: 'members', align: 'right' },
      { title: 'products', align: 'right' },
      { title: 'last pull' },
      { title: 'open batches', align: 'right' },
      { title: 'dead letters', align: 'right' },
    ],
    connections.map(each => [
      each.id,
      each.connector,
      count(each.members),
      count(each.products),
      each.lastPull === null ? 'never' : moment(each.lastPull),
      each.pendingBatches === 0
        ? count(each.openBatches)
        : `${count(each.openBatches)} (${count(each.pendingBatches)} at the vendor)`,
      count(each.deadLetters),
    ]),
  )
}

function runTable(runs: StatusResult['runs']): string[] {
  if (runs.length === 0) return []
  return table(
    [
      { title: 'run' },
      { title: 'connection' },
      { title: 'status' },
      { title: 'started' },
      { title: 'error' },
    ],
    runs.map(run => [
      run.kind,
      run.connection ?? '',
      run.status,
      moment(run.startedAt),
      clip(plainText(run.error ?? ''), ERROR_COLUMNS),
    ]),
  )
}

export function printDoctor(result: DoctorResult, paint: Paint): string[] {
  const lines = result.checks.flatMap(check => [
    `${check.ok ? paint('green', 'ok  ') : paint('red', 'fail')} ${check.name}: ${plainText(check.detail)}`,
    ...(check.next === undefined ? [] : [`     ${plainText(check.next)}`]),
  ])
  const failed = result.checks.filter(check => !check.ok).length
  return [...lines, '', failed === 0 ? 'Everything works.' : `${counted(failed, 'check')} failed.`]
}
