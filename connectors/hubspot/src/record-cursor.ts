import { minutes } from '@esplanade/connector-kit'
import { z } from 'zod'

/**
 * Where a pull of records stands. It begins with `list`, the whole account by id; later pulls walk
 * the `changes` by the vendor's time of change, sweep what was `archived` meanwhile, and end `idle`.
 * All times but `startedAt` are the vendor's, so that a clock that differs from ours loses nothing.
 */
const cursorSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('list'),
    after: z.string().exactOptional(),
    /** By our clock. */
    startedAt: z.number(),
    newest: z.number(),
  }),
  z.object({
    phase: z.literal('changes'),
    /** Where this pull's walk began: the archive is swept from here. */
    from: z.number(),
    since: z.number(),
    /** Set while one instant, with more rows than a page holds, is read by id. */
    afterId: z.string().exactOptional(),
    newest: z.number(),
  }),
  z.object({
    phase: z.literal('archived'),
    from: z.number(),
    after: z.string().exactOptional(),
    newest: z.number(),
  }),
  z.object({ phase: z.literal('idle'), newest: z.number() }),
])
export type RecordCursor = z.output<typeof cursorSchema>
export type CursorAt<Phase extends RecordCursor['phase']> = Extract<RecordCursor, { phase: Phase }>

/**
 * How far behind the newest change seen the next walk begins. The search index lags writes "by
 * moments"; whatever comes up in this span is read again and recognised.
 */
export const OVERLAP_MS = minutes(5)

/** @throws Error when the stored cursor is not one of ours. */
export function readCursor(checkpoint: unknown, startedAt: number): RecordCursor {
  if (checkpoint === undefined || checkpoint === null) return { phase: 'list', startedAt, newest: 0 }
  return cursorSchema.parse(checkpoint)
}

/**
 * Where changes must be looked for after a list that took a while: rows were read at different times,
 * so changes count from the list's first moment, told from the newest change seen in it.
 */
export function listFloor({ startedAt, newest }: CursorAt<'list'>, now: number): number {
  return Math.max(0, Math.min(startedAt, newest - (now - startedAt)))
}

export function changesSince(newest: number): CursorAt<'changes'> {
  const since = Math.max(0, newest - OVERLAP_MS)
  return { phase: 'changes', from: since, since, newest }
}
