import type { Instant } from './instant.ts'
import { days, hours, minutes } from './instant.ts'

/**
 * A span of time before a moment. An event is inside when `asOf - lengthMs < at <= asOf`: it
 * drops out at the very instant it becomes `lengthMs` old. `lengthMs: null` reaches back for ever.
 */
export interface Window {
  readonly lengthMs: number | null
}

export const ALL_TIME: Window = { lengthMs: null }

/** The open lower and closed upper bound of a window, `after < at <= until`. */
export function bounds(window: Window, asOf: Instant): { after: Instant | null; until: Instant } {
  return { after: window.lengthMs === null ? null : ((asOf - window.lengthMs) as Instant), until: asOf }
}

const UNIT_MS: Record<string, number> = { m: minutes(1), h: hours(1), d: days(1), w: days(7) }
const LONGEST_DAYS = 36_500

/** Reads `45m`, `12h`, `30d` or `6w` as milliseconds; undefined for anything else. A day here is 24 hours. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})(m|h|d|w)$/.exec(text)
  if (!match) return undefined
  const ms = Number(match[1]) * (UNIT_MS[match[2] as string] as number)
  return ms > 0 && ms <= days(LONGEST_DAYS) ? ms : undefined
}
