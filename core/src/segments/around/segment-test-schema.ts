import { z } from 'zod'
import { eventTypeSchema, instantSchema, parseDuration, valueSchema } from '../../schema/index.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import type { RosterCondition } from '../definition/roster-condition.ts'
import { consentSchema, listSchema, querySchema, tagSchema } from '../definition/roster-condition.ts'

/** Times that one line may say an event happened. */
const MAX_TIMES = 1_000

const eventSchema = strictShape({
  event: eventTypeSchema,
  ago: z
    .string()
    .refine(text => parseDuration(text) !== undefined, 'expected a length of time such as 12h, 30d or 6w')
    .optional(),
  at: instantSchema.optional(),
  times: z.int().min(1).max(MAX_TIMES).default(1),
  with: z.record(z.string(), valueSchema).default({}),
}).refine(
  event => (event.ago === undefined) !== (event.at === undefined),
  'expected one of ago (such as 10d, before as_of) and at',
)

/** A leaf about consent, a tag or a list, as the rules word it. */
const rosterSchema: z.ZodType<RosterCondition> = z.union(
  [consentSchema, tagSchema, listSchema, querySchema],
  {
    error: 'expected a rule about consent, a tag or a list, worded as in the segment',
  },
)

const names = z.array(z.string()).default([])
/** A document of a test file as it is written. */
export const writtenCaseSchema = strictShape({
  as_of: instantSchema,
  given: z.record(
    z.string().min(1),
    strictShape({
      attributes: z.record(z.string(), valueSchema).default({}),
      events: z.array(eventSchema).default([]),
      passes: z.array(rosterSchema).default([]),
    }).nullable(),
  ),
  expect: z.record(z.string(), strictShape({ in: names, not_in: names })),
})
export type WrittenCase = z.output<typeof writtenCaseSchema>
