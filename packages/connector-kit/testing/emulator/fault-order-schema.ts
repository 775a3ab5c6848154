import { z } from 'zod'
import type { FaultOrder } from './definition.ts'

const MAX_TIMES = 1_000_000
const MAX_SLOW_MS = 3_600_000

/** A fault as a file or a request orders it. */
export const faultOrderSchema = z.strictObject({
  /** Such as `GET /lists/{list_id}/members`; absent, every call. */
  route: z.string().exactOptional(),
  times: z.int().min(1).max(MAX_TIMES).default(1),
  fault: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('status'),
      status: z.int().min(100).max(599),
      headers: z.record(z.string(), z.string()).exactOptional(),
      body: z.string().exactOptional(),
    }),
    z.strictObject({ kind: z.literal('cut') }),
    z.strictObject({ kind: z.literal('cut-after-effect') }),
    z.strictObject({ kind: z.literal('truncate') }),
    z.strictObject({ kind: z.literal('slow'), ms: z.int().min(0).max(MAX_SLOW_MS) }),
    z.strictObject({ kind: z.literal('stall') }),
  ]),
}) satisfies z.ZodType<FaultOrder>

/** Orders that one emulator takes at once. */
export const MAX_FAULT_ORDERS = 1_000
