import type { PullResult } from '@esplanade/hub'
import { count, counted } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'

export function printPull(result: PullResult, paint: Paint): string[] {
  if (result.connections.length === 0) return ['No connection is configured, so there is nothing to pull.']
  const rows = result.connections.map(each => [
    each.id,
    count(each.contacts),
    count(each.events),
    count(each.duplicates),
    count(each.rejected),
    count(each.requests),
    count(each.throttled),
  ])
  const numbers = ['contacts', 'events', 'known', 'rejected', 'requests', 'throttled']
  const columns = numbers.map(title => ({ title, align: 'right' as const }))
  return [
    ...table([{ title: 'pulled' }, ...columns], rows),
    ...result.connections.flatMap(({ id, erased }) =>
      erased === 0 ? [] : [`${counted(erased, 'row')} of ${id} refused: about people who were erased.`],
    ),
    ...stops(result.connections, paint),
  ]
}

/** Why a connection stopped before its end. */
export function stops(
  connections: readonly { readonly id: string; readonly error: string | null }[],
  paint: Paint,
): string[] {
  return connections
    .filter(each => each.error !== null)
    .map(({ id, error }) => {
      const words = plainText(error ?? '')
      // A vendor's own error begins with the connection already.
      return `${paint('red', 'Stopped')} ${words.startsWith(`${id}: `) ? words : `${id}: ${words}`}`
    })
}
