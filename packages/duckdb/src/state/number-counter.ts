import type { Session } from '../engine/session.ts'

export type NumberKind = 'contact' | 'identity' | 'event' | 'segment'

/** Takes `count` numbers in a row and returns the first. They come back only if the transaction does. */
export async function reserve(session: Session, kind: NumberKind, count: number): Promise<number> {
  const { next } = await session.one<{ next: number }>('select next from number_counter where kind = $1', [
    kind,
  ])
  if (count > 0) await setNext(session, kind, next + count)
  return next
}

/** Makes sure that `used`, a number that somebody brought along, is not given again. */
export async function raiseCounter(session: Session, kind: NumberKind, used: number): Promise<void> {
  const next = await reserve(session, kind, 0)
  if (next <= used) await setNext(session, kind, used + 1)
}

async function setNext(session: Session, kind: NumberKind, next: number): Promise<void> {
  await session.run('update number_counter set next = $2 where kind = $1', [kind, next])
}
