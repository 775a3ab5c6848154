import type { Instant } from '@esplanade/core/schema'
import type { Esp } from '../shop/person.ts'
import { MANAGED_FIELDS } from '../targets.ts'
import type { FieldTruth } from '../truth/tell-truth.ts'

/** What a managed field should show: a text, a moment, or nothing. */
export type Expected = string | Instant | null

/** What the managed fields of a vendor should show for a person. */
export function expectedFields(esp: Esp, truth: FieldTruth): readonly (readonly [string, Expected])[] {
  const { orders, lastOrder, vip } = MANAGED_FIELDS[esp]
  return [
    [orders, String(truth.orders)],
    [lastOrder, truth.lastOrderAt],
    [vip, String(truth.vip)],
  ]
}

/** Where the shop is: the day of an order is the day on its wall calendar. */
export const SHOP_TIME_ZONE = 'America/Los_Angeles'
const calendar = new Intl.DateTimeFormat('en-CA', {
  timeZone: SHOP_TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Whether a vendor's text, undefined for blank, stands for the expected value. A vendor may keep only the day of a moment. */
export function sameValue(expected: Expected, found: string | undefined): boolean {
  if (expected === null || found === undefined) return expected === null && found === undefined
  if (typeof expected === 'string') return expected === found
  if (DAY.test(found)) return calendar.format(expected) === found
  const at = /^\d+$/.test(found) ? Number(found) : Date.parse(found)
  return at === expected
}

/** An expected value in words. */
export function spelled(expected: Expected): string {
  if (expected === null) return 'blank'
  return typeof expected === 'string' ? expected : new Date(expected).toISOString()
}
