import {
  type Clock,
  type Instant,
  parseInstant,
  type ShiftedClock,
  shiftedClock,
} from '@esplanade/core/schema'
import { generateShop, type Shop } from './shop/generate-shop.ts'
import { openHubspot } from './vendors/hubspot.ts'
import { openKlaviyo } from './vendors/klaviyo.ts'
import { openMailchimp } from './vendors/mailchimp.ts'
import type { VendorAccount } from './vendors/vendor-account.ts'
import type { States } from './verify/verify-account.ts'

/** The shop, its three emulated accounts, and the one clock that all of them and the hub go by. */
export interface World {
  readonly shop: Shop
  readonly clock: ShiftedClock
  readonly accounts: readonly VendorAccount[]
  close(): Promise<void>
}

/** When every demo begins, so that the same seed makes the same shop on any day. */
export const DEMO_BEGINS: Instant = begin('2026-11-21T09:00:00Z')

export async function openWorld(options: { contacts: number; seed: number; base?: Clock }): Promise<World> {
  const shop = generateShop({ people: options.contacts, seed: options.seed, now: DEMO_BEGINS })
  const clock = shiftedClock(DEMO_BEGINS, options.base)
  const accounts: VendorAccount[] = []
  const close = async () => {
    await Promise.all(accounts.map(account => account.close()))
  }
  try {
    for (const open of [openMailchimp, openHubspot, openKlaviyo]) {
      accounts.push(await open(shop, { clock, seed: options.seed }))
    }
  } catch (error) {
    await close()
    throw error
  }
  return { shop, clock, accounts, close }
}

/** What every account holds now, in the accounts' order. */
export const inspectAll = (world: World): readonly States[] =>
  world.accounts.map(account => account.inspect())

function begin(text: string): Instant {
  const at = parseInstant(text)
  if (at === undefined) throw new RangeError(`${text} is no moment.`)
  return at
}
