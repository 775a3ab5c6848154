import { z } from 'zod'

/**
 * Where a walk over records stands. It begins with `list`, the whole account by id; later pulls walk
 * the `changes` by the vendor's time of change, sweep what was `archived` meanwhile, and end `idle`.
 * All times but `startedAt` are the vendor's: `newest` is up to where everything was read.
 */
export const recordCursorSchema = z.discriminatedUnion('phase', [
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
    /** See `KeysetPlace`. */
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
export type RecordCursor = z.output<typeof recordCursorSchema>
export type CursorAt<Phase extends RecordCursor['phase']> = Extract<RecordCursor, { phase: Phase }>
