import { z } from 'zod'
import type { Brand } from './brand.ts'

/** The dense number of a person; never reused, not even after erasure. */
export type ContactNo = Brand<number, 'ContactNo'>
/** The number of one identity (an e-mail, a phone, a vendor id); immutable. */
export type IdentityNo = Brand<number, 'IdentityNo'>
/** The permanent number of a segment; the number of a deleted one is never given again. */
export type SegmentNo = Brand<number, 'SegmentNo'>
/** One configured account of a connector, by the name it has in the configuration. */
export type ConnectionId = Brand<string, 'ConnectionId'>
export type SegmentId = Brand<string, 'SegmentId'>
export type RunId = Brand<string, 'RunId'>
/** One vendor request's worth of changes, or one appended page of facts. Appending it twice changes nothing. */
export type BatchId = Brand<string, 'BatchId'>

const NAME = /^[a-z][a-z0-9_-]{0,62}$/
const nameRule =
  'expected lower-case letters, digits, "-" or "_", starting with a letter, 63 characters at most'

/** A name a person chose for a connection or a segment; safe in file names, URLs and SQL identifiers. */
export const connectionIdSchema = z
  .string()
  .regex(NAME, nameRule)
  .transform(text => text as ConnectionId)
export const segmentIdSchema = z
  .string()
  .regex(NAME, nameRule)
  .transform(text => text as SegmentId)
