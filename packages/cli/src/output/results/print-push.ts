import type { PushResult } from '@esplanade/hub'
import { count } from '../figures.ts'
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
    count(each.deferred + each.inDoubt),
    count(each.requests),
  ])
  const numbers = ['changed', 'applied', 'accepted', 'refused', 'rejected', 'open', 'requests']
  const columns = numbers.map(title => ({ title, align: 'right' as const }))
  return [
    ...table([{ title: 'pushed' }, ...columns], rows),
    ...result.connections.flatMap(each => deadLetters(each, paint)),
    ...stops(result.connections, paint),
    ...braked,
  ]
}

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
