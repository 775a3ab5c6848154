import type { Instant } from '@esplanade/core/schema'
import type { EventKind, ShopEvent } from '../shop/event-log.ts'
import type { Shop } from '../shop/generate-shop.ts'

/** Everything that happened to one person, oldest first where the shop told it so. */
export type History = readonly ShopEvent[]

/** The histories of all people, by number. */
export function histories(shop: Shop): readonly History[] {
  const all: ShopEvent[][] = shop.people.map(() => [])
  for (const event of shop.events.from(0)) all[event.person]?.push(event)
  return all
}

/** Events of a kind in `asOf - days < at <= asOf`. */
export function recent(history: History, kind: EventKind, inDays: number, asOf: Instant): ShopEvent[] {
  const after = asOf - inDays * DAY_MS
  return history.filter(event => event.kind === kind && event.at > after && event.at <= asOf)
}

/** Of all time, which is to say up to `asOf`. */
export const ever = (history: History, kind: EventKind, asOf: Instant): ShopEvent[] =>
  history.filter(event => event.kind === kind && event.at <= asOf)

export function totalCents(events: readonly ShopEvent[]): number {
  let cents = 0
  for (const event of events) cents += event.cents
  return cents
}

const DAY_MS = 86_400_000
