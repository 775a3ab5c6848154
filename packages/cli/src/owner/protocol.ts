import { requestSchema } from '@esplanade/hub'
import { z } from 'zod'
import { errorReportSchema } from '../error-report.ts'

/**
 * What owner and guest say to each other. The owner greets; the guest sends one request; the owner
 * accepts it, reports while it goes on, and ends with a result, an error, or `stopped` when its own
 * user stopped it. Before `accepted` nothing has happened, so that a guest may ask again elsewhere.
 */
export const PROTOCOL = 1

export const helloSchema = z.object({
  type: z.literal('hello'),
  protocol: z.int(),
  version: z.string(),
  pid: z.int(),
  /** Fingerprint of the configuration that the owner started with. */
  configuration: z.string(),
})
export type Hello = z.infer<typeof helloSchema>

export const guestFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('request'), request: requestSchema }),
  z.strictObject({ type: z.literal('cancel') }),
])
export type GuestFrame = z.input<typeof guestFrameSchema>

const reportSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    task: z.string(),
    done: z.number(),
    total: z.number().nullable(),
  }),
  z.object({ kind: z.literal('done'), task: z.string(), text: z.string() }),
  z.object({ kind: z.literal('note'), text: z.string() }),
])

export const ownerFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accepted') }),
  z.object({ type: z.literal('report'), report: reportSchema }),
  z.object({ type: z.literal('result'), result: z.unknown() }),
  z.object({ type: z.literal('error'), error: errorReportSchema }),
  z.object({ type: z.literal('stopped') }),
])
export type OwnerFrame = z.infer<typeof ownerFrameSchema>
