import type { EvaluateResult, PlanResult, PullResult, PushResult } from '@esplanade/hub'
import type { Findings } from '../demo-result.ts'
import { CONNECTION_OF } from '../targets.ts'
import { count } from './narrator.ts'
import { table } from './table.ts'

/** The steps of a sync in words: each a few lines for the terminal. */
export function pullLines({ connections }: PullResult): string[] {
  return table(
    ['', 'contacts', 'events', 'requests', 'throttled'],
    connections.map(pulled => [
      pulled.id,
      count(pulled.contacts),
      count(pulled.events),
      count(pulled.requests),
      count(pulled.throttled),
    ]),
  )
}

export function evaluateLines({ segments }: EvaluateResult): string[] {
  return table(
    ['', 'members', 'entered', 'left'],
    segments.map(({ id, members, entered, left }) => [id, count(members), count(entered), count(left)]),
  )
}

export function planLines({ targets, creates, requests, minutes }: PlanResult): string[] {
  const rows = targets.map(
    ({ connection, target, current, add, change, remove, refused, requests: calls }) => [
      `${connection} ${target}`,
      count(current),
      `+${count(add)}`,
      `~${count(change)}`,
      `-${count(remove)}`,
      count(Object.values(refused).reduce((sum, rowsOf) => sum + rowsOf, 0)),
      count(calls),
    ],
  )
  const created = creates.map(({ connection, what }) => `  creates ${what} in ${connection}`)
  return [
    ...created,
    ...table(['', 'now', 'add', 'change', 'remove', 'refused', 'requests'], rows),
    `  ${count(requests)} requests, about ${durationText(minutes)} at the vendors' limits`,
  ]
}

export function pushLines({ connections }: PushResult): string[] {
  const rows = connections.map(pushed => [
    pushed.id,
    count(pushed.applied + pushed.accepted),
    count(pushed.refused),
    count(pushed.rejected),
    count(pushed.requests),
    count(pushed.throttled),
  ])
  const letters = connections.flatMap(({ id, deadLetters }) =>
    deadLetters.map(letter => `  ${id} refused a row: ${letter.message}`),
  )
  return [...table(['', 'applied', 'refused', 'rejected', 'requests', 'throttled'], rows), ...letters]
}

const MAX_FINDINGS_SHOWN = 10

export function findingLines({ mismatches, failures }: Findings): string[] {
  if (mismatches.length + failures.length === 0) {
    return ['  ✓ every vendor holds exactly what was wanted; nothing else moved and nobody’s consent rose']
  }
  const shown = mismatches
    .slice(0, MAX_FINDINGS_SHOWN)
    .map(({ esp, person, text }) => `${CONNECTION_OF[esp]}: person ${person} ${text}`)
  const more = mismatches.length - shown.length
  const rest = more > 0 ? [`… and ${count(more)} more differences`] : []
  return [...failures.slice(0, MAX_FINDINGS_SHOWN), ...shown, ...rest].map(text => `  ✗ ${text}`)
}

function durationText(minutes: number): string {
  const seconds = Math.max(1, Math.round(minutes * 60))
  return seconds < 120 ? `${seconds} s` : `${Math.round(minutes)} min`
}
