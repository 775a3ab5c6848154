import { hours, minutes } from '@esplanade/connector-kit'
import { z } from 'zod'

/**
 * Where a pull of records stands. It begins with `list`, the whole account by id; later pulls walk
 * the `changes` by the vendor's time of change, sweep what was `archived` meanwhile, and end `idle`.
 * All times but `startedAt` are the vendor's: `newest` is up to where everything was read.
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
 * How far behind what was read the next walk begins. The search index lags writes "by moments", in
 * no promised order; whatever comes up in this span is read again and recognised.
 */
const OVERLAP_MS = minutes(5)

/** How far the vendor's clock may be behind ours. */
export const MAX_SKEW_MS = hours(1)

/** @throws Error when the stored cursor is not one of ours. */
export function readCursor(checkpoint: unknown, startedAt: number): RecordCursor {
  if (checkpoint === undefined || checkpoint === null) return { phase: 'list', startedAt, newest: 0 }
  return cursorSchema.parse(checkpoint)
}

/**
 * Up to where a list that took a while is complete: its rows were read at different times, so changes
 * count from the list's first moment, told from the newest change seen in it.
 */
export function listedUpTo({ startedAt, newest }: CursorAt<'list'>, now: number): number {
  return readUpTo(Math.min(startedAt, newest - (now - startedAt)), startedAt)
}

/** By the vendor's clock, up to where everything is read once a walk up to `until` has ended. */
export const readUpTo = (newest: number, until: number): number => Math.max(newest, until - MAX_SKEW_MS)

export function changesAfter(newest: number): CursorAt<'changes'> {
  const since = Math.max(0, newest - OVERLAP_MS)
  return { phase: 'changes', from: since, since, newest }
}
