import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectionIdSchema } from '@esplanade/core/schema'
import { duckdb } from '@esplanade/duckdb'
import { expect } from 'vitest'
import { esplanade } from './command.ts'
import { configText, SEGMENTS, STORE } from './hub-text.ts'
import { makeProject } from './project.ts'
import { settleTown, townsmen } from './town.ts'
import { madeThings, type VendorState, vendorState } from './vendor-state.ts'
import { openVendors, type Vendors } from './vendors.ts'

export const PEOPLE = townsmen(140)

/** One instant for all towns of a test file, so that what is left of them can be compared. */
const NOW = Date.now()

/** What is left after a sync, in vendors and store. */
export interface Left {
  readonly vendors: VendorState
  /** Tags, lists and fields: a creation that was repeated shows here. */
  readonly made: Readonly<Record<string, readonly string[]>>
  readonly store: {
    readonly contacts: number
    readonly identities: number
    readonly events: Readonly<Record<string, number>>
    readonly openBatches: number
    readonly deadLetters: number
  }
}

/** Opens a town of its own, with a project that syncs it. */
export async function inTown<T>(use: (vendors: Vendors, folder: string) => Promise<T>): Promise<T> {
  const vendors = await openVendors()
  try {
    settleTown(vendors, PEOPLE, NOW)
    const { news, crm, shop } = vendors
    const urls = { news: news.url, crm: crm.url, shop: shop.url }
    const imports = `import { dyingStore } from '${fileURLToPath(new URL('./dying-store.ts', import.meta.url))}'`
    const config = configText({ urls, imports, store: `dyingStore(${STORE})` })
    return await use(vendors, makeProject({ 'esplanade.config.ts': config, ...SEGMENTS }))
  } finally {
    await vendors.close()
  }
}

/** Syncs to the end and tells what is left: what somebody does whose last attempt died. */
export async function finishSync(vendors: Vendors, folder: string): Promise<Left> {
  const { code, stderr } = await esplanade(folder, ['sync', '--json'])
  expect(code, stderr).toBe(0)
  for (const { errors } of [vendors.news, vendors.crm, vendors.shop]) expect(errors).toEqual([])
  return { vendors: vendorState(vendors), made: madeThings(vendors), store: await stored(folder) }
}

async function stored(folder: string): Promise<Left['store']> {
  const store = await duckdb({ file: join(folder, 'hub.duckdb') }).open()
  try {
    const connections = await Promise.all(
      CONNECTIONS.map(async id => ({
        open: (await store.state.openBatches(id)).length,
        letters: (await store.state.deadLetters(id)).length,
      })),
    )
    return {
      contacts: await store.state.countContacts(),
      identities: await store.state.countIdentities(),
      events: Object.fromEntries(await store.facts.countEvents()),
      openBatches: connections.reduce((total, { open }) => total + open, 0),
      deadLetters: connections.reduce((total, { letters }) => total + letters, 0),
    }
  } finally {
    await store.close()
  }
}

const CONNECTIONS = (['news', 'crm', 'shop'] as const).map(id => connectionIdSchema.parse(id))
