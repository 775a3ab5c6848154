import { join } from 'node:path'
import { duckdb } from '@esplanade/duckdb'
import { expect, test } from 'vitest'
import { esplanade } from './world/command.ts'
import { DIES_AT } from './world/dying-store.ts'
import { inTown, PEOPLE } from './world/synced-town.ts'
import { vendorState } from './world/vendor-state.ts'

const EMAIL = PEOPLE.find(({ in: here }) => here.news && here.crm && here.shop)?.email ?? ''

/**
 * Before the store forgets anybody, in the midst of it, before the first vendor is asked, while the first job
 * runs, and before the last word is written down.
 */
const DEATHS = [
  'eraseContacts 1',
  'forgetContacts 1',
  'saveBatches 2',
  'saveBatches 3',
  'saveErasures 3',
  'saveErasures 5',
]

test.concurrent.each(DEATHS)(
  'an erasure that dies before %s is as good as none, or goes on to its end',
  { timeout: 300_000 },
  death =>
    inTown(async (vendors, folder) => {
      expect((await esplanade(folder, ['pull', '--json'])).code).toBe(0)
      const dead = await esplanade(folder, ['erase', EMAIL, '--confirm', '--json'], { [DIES_AT]: death })
      expect(dead.code, dead.stdout).toBeNull()
      // Whoever asked asks again: either nothing had happened, or nobody is left to ask for.
      const again = await esplanade(folder, ['erase', EMAIL, '--confirm', '--json'])
      expect([0, 6], again.stderr).toContain(again.code)
      const { code, stdout, stderr } = await esplanade(folder, ['erase', '--status', '--json'])
      expect(code, stderr).toBe(0)
      const { receipts } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
      expect(receipts).toHaveLength(1)
      expect(receipts[0].vendors.map(({ state }: { state: string }) => state)).toEqual([
        'confirmed',
        'confirmed',
        'confirmed',
      ])
      for (const [vendor, held] of Object.entries(vendorState(vendors)))
        expect(held[EMAIL], vendor).toBeUndefined()
      for (const { errors } of [vendors.news, vendors.crm, vendors.shop]) expect(errors).toEqual([])
      const store = await duckdb({ file: join(folder, 'hub.duckdb') }).open()
      try {
        const key = { kind: 'email', value: EMAIL, connection: null } as const
        expect(await store.state.findIdentities([key])).toEqual([undefined])
        expect(await store.state.areErased([key])).toEqual([true])
      } finally {
        await store.close()
      }
    }),
)
