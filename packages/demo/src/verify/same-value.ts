import type { Esp } from '../shop/person.ts'
import { MANAGED_FIELDS } from '../targets.ts'
import type { FieldTruth } from '../truth/tell-truth.ts'

/** What the managed fields of a vendor should show for a person; undefined for blank. */
export function spelledTruth(
  esp: Esp,
  truth: FieldTruth,
): readonly (readonly [string, string | undefined])[] {
  const { orders, lastOrder, vip } = MANAGED_FIELDS[esp]
  return [
    [orders, String(truth.orders)],
    [lastOrder, truth.lastOrderAt === null ? undefined : new Date(truth.lastOrderAt).toISOString()],
    [vip, String(truth.vip)],
  ]
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T/
const DAY_LENGTH = 10

/** Whether a vendor's text stands for the expected value; a vendor may keep the day of a moment only. */
export function sameValue(expected: string | undefined, found: string | undefined): boolean {
  if (expected === found) return true
  if (expected === undefined || found === undefined || !MOMENT.test(expected)) return false
  if (found.length === DAY_LENGTH) return expected.startsWith(found)
  const at = /^\d+$/.test(found) ? Number(found) : Date.parse(found)
  return at === Date.parse(expected)
}
