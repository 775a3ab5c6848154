import type { Shop } from '../shop/generate-shop.ts'
import type { LivedDay } from '../shop/live-a-day.ts'
import { CONNECTION_OF } from '../targets.ts'
import type { World } from '../world.ts'
import { count } from './narrator.ts'

/** Who the demo is about. */
export function introduction({ shop, accounts }: World): string[] {
  const size = `${count(shop.people.length)} people and a year of ${count(shop.events.length)} events`
  const lines = accounts.map(({ esp, url }) => {
    const members = count(shop.people.filter(person => person.members[esp]).length)
    return `  ${CONNECTION_OF[esp].padEnd(4)}  ${esp.padEnd(9)}  ${members.padStart(6)} members at ${url}`
  })
  return [`Juniper Outdoor, a made-up shop: ${size}.`, ...lines]
}

/** What a day brought. */
export function dayLines(shop: Shop, day: LivedDay): string[] {
  const happened = [
    `${shop.mailings.length - day.firstMailing} newsletters`,
    `${count(shop.events.length - day.firstEvent)} events`,
    `${day.left.length} people leave a vendor`,
    `${day.moved.length} move house`,
    `${shop.people.length - day.firstPerson} join`,
  ]
  return [`  ${happened.join(', ')}`]
}
