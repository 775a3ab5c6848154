import type { PushResult, ReplayResult } from '@esplanade/hub'
import { count, counted } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'
import { brakes } from './print-plan.ts'
import { stops } from './print-pull.ts'

/** The first few of each connection say what is wrong; all of them stay in the store. */
const MAX_DEAD_LETTERS = 5

export function printPush(result: PushResult, paint: Paint): string[] {
  const braked = brakes(result.braked, paint)
  if (result.connections.length === 0) return braked.length > 0 ? braked : ['There was nothing to push.']
  const rows = result.connections.map(each => [
    each.id,
    ...[each.changed, each.applied, each.accepted, each.refused, each.rejected].map(count),
    count(each.deferred + each.inDoubt + each.pending),
    count(each.requests),
  ])
  const numbers = ['changed', 'applied', 'accepted', 'refused', 'rejected', 'open', 'requests']
  const columns = numbers.map(title => ({ title, align: 'right' as const }))
  return [
    ...table([{ title: 'pushed' }, ...columns], rows),
    ...result.connections.flatMap(pendingJobs),
    ...result.connections.flatMap(notes),
    ...result.connections.flatMap(each => deadLetters(each, paint)),
    ...stops(result.connections, paint),
    ...braked,
  ]
}

export function printReplay({ push, moot }: ReplayResult, paint: Paint): string[] {
  const forgotten = `${counted(moot, 'letter')} forgotten: nobody wants what they said any more.`
  const nothing = push.connections.length === 0 && push.braked.length === 0
  const lines = nothing ? ['There was nothing to send again.'] : printPush(push, paint)
  return [...lines, ...(moot === 0 ? [] : [forgotten])]
}

function pendingJobs({ id, pending }: PushResult['connections'][number]): string[] {
  if (pending === 0) return []
  return [`${id} still works on ${counted(pending, 'row')}; the next push or sync asks what became of them.`]
}

/** What was done to values, by kind; each field and way is in the answer with `--json`. */
function notes({ id, notes: told }: PushResult['connections'][number]): string[] {
  const kinds = Object.entries(Object.groupBy(told, ({ did }) => did)).map(
    ([did, of]) => `${count(of.reduce((sum, { rows }) => sum + rows, 0))} ${DID[did as keyof typeof DID]}`,
  )
  return kinds.length === 0 ? [] : [`Values fitted for ${id}: ${kinds.join(', ')}.`]
}

const DID = { converted: 'converted', truncated: 'truncated', cleared: 'cleared', 'left-out': 'left out' }

function deadLetters(connection: PushResult['connections'][number], paint: Paint): string[] {
  const { deadLetters: letters, id } = connection
  if (letters.length === 0) return []
  const shown = letters.slice(0, MAX_DEAD_LETTERS)
  const hidden = Math.max(connection.rejected, letters.length) - shown.length
  return [
    `${paint('yellow', 'Rejected')} by ${id}, kept with its words:`,
    ...shown.map(
      letter => `  ${plainText(letter.remoteId)} ${plainText(letter.code)}: ${plainText(letter.message)}`,
    ),
    ...(hidden > 0 ? [`  and ${count(hidden)} more`] : []),
  ]
}
