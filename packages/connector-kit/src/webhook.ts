import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Instant, minutes } from '@esplanade/core/schema'
import type { z } from 'zod'
import { readJson } from './answer/read-json.ts'
import type { PulledItem } from './pull.ts'

/** A request of the vendor to us, as it came over the wire. */
export interface WebhookDelivery {
  readonly method: string
  /** The whole address as the vendor called it, scheme and query included. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The raw bytes: a body that was parsed and written again has another signature. */
  readonly body: Uint8Array
}

/** How a vendor's deliveries are told from anybody else's, and what they say. Plain functions: no server here. */
export interface Webhooks {
  /** Whether the vendor sent it, lately. `secret` is what the vendor signs with. Comparison takes constant time. */
  verify(delivery: WebhookDelivery, secret: string, now: Instant): WebhookVerdict
  /**
   * Reads a verified delivery. One that comes twice, or out of order, does no harm.
   *
   * @throws ConnectorError of kind `contract` for a body that is not what the vendor documents.
   */
  parse(delivery: WebhookDelivery): WebhookNews
}

export type WebhookVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'signature-missing' | 'signature-wrong' | 'too-old' }

export interface WebhookNews {
  /** Rows with the ids that the pull gives them, so that seeing them again changes nothing. */
  readonly items: readonly PulledItem[]
  /**
   * Members of whom a delivery tells too little for a row: one made of it would blank whatever it does
   * not mention. The next pull reads them.
   */
  readonly changed: readonly ChangedMember[]
}

export interface ChangedMember {
  readonly container: string
  /** The vendor's id as the mirror knows it; null where the delivery has another one. */
  readonly remoteId: string | null
  readonly email: string | null
}

/** Deliveries are refused when they were signed longer ago than this, or as far ahead: somebody may have kept one. */
const REPLAY_WINDOW_MS = minutes(5)

/**
 * Judges an HMAC-SHA256 of `message` in the vendor's spelling, and when it was made. `signedAt` is
 * milliseconds since 1970; NaN, which no date is, counts as missing.
 */
export function checkSignature(
  given: string | undefined,
  signed: {
    readonly secret: string
    readonly message: readonly (string | Uint8Array)[]
    readonly encoding: 'hex' | 'base64'
    readonly signedAt: number
  },
  now: Instant,
): WebhookVerdict {
  if (!given || Number.isNaN(signed.signedAt)) return { ok: false, reason: 'signature-missing' }
  const hmac = createHmac('sha256', signed.secret)
  for (const part of signed.message) hmac.update(part)
  if (!sameText(given, hmac.digest(signed.encoding))) return { ok: false, reason: 'signature-wrong' }
  // Age is judged last: what an unsigned request says of its time is worth nothing.
  return Math.abs(now - signed.signedAt) <= REPLAY_WINDOW_MS ? { ok: true } : { ok: false, reason: 'too-old' }
}

/** Compares in a time that tells only the length, which is no secret. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Reads a JSON body. @throws ConnectorError of kind `contract`, which names the place and no value. */
export const readJsonDelivery = <Shape extends z.ZodType>(
  name: string,
  shape: Shape,
  { body }: WebhookDelivery,
): z.output<Shape> => readJson(name, shape, Buffer.from(body).toString('utf8'))
