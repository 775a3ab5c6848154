import type { Session } from '../engine/session.ts'

export type NumberKind = 'contact' | 'identity' | 'event' | 'segment'

/** Takes `count` numbers in a row and returns the first. They come back only if the transaction does. */
export async function reserve(session: Session, kind: NumberKind, count: number): Promise<number> {
  const { next } = await session.one<{ next: number }>(
    count === 0
      ? 'select next from number_counter where kind = $1'
      : 'update number_counter set next = next + $2 where kind = $1 returning next',
    count === 0 ? [kind] : [kind, count],
  )
  return next - count
}

/** Makes sure that `used`, a number that somebody brought along, is not given again. */
export async function raiseCounter(session: Session, kind: NumberKind, used: number): Promise<void> {
  await session.run('update number_counter set next = $2 where kind = $1 and next < $2', [kind, used + 1])
}
