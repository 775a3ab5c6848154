import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { esplanade } from './world/command.ts'
import { DIES_AT } from './world/dying-store.ts'
import { configText, STORE } from './world/hub-text.ts'
import { makeProject } from './world/project.ts'
import { AUDIENCE, openVendors } from './world/vendors.ts'

const DYING = fileURLToPath(new URL('./world/dying-store.ts', import.meta.url))
const SYNCS = `{ connection: 'news', segment: 'buyers', entered: 'Entered Buyers', existing: 'send' }`
const SEGMENT = `id: buyers
title: Everybody who never took anything back
when: { no_event: order_refunded }
`

const LONG = process.env.ESPLANADE_TEST_LONG === '1'
const JOB_ENDS = { timeout: 60_000, interval: 1_000 }

/** After the call and before its job is on record, and before what became of it is. */
const DEATHS = ['saveBatches 2', 'saveLedger 1']
/** Before the call, and while the last of it is written down. */
const MORE_DEATHS = ['saveBatches 1', 'removeDeadLetters 1']

// Most of each is waiting for the vendor's jobs, so they wait together.
test.concurrent.each(LONG ? [...DEATHS, ...MORE_DEATHS] : DEATHS)(
  'a push that dies before %s tells a vendor without keys of everybody once',
  { timeout: 240_000 },
  async death => {
    const vendors = await openVendors()
    try {
      const urls = { news: vendors.news.url, crm: vendors.crm.url, shop: vendors.shop.url }
      const config = configText({
        urls,
        syncs: SYNCS,
        store: `dyingStore(${STORE})`,
        imports: `import { dyingStore } from '${DYING}'`,
      })
      const folder = makeProject({ 'esplanade.config.ts': config, 'segments/buyers.yaml': SEGMENT })
      vendors.news.state.addMember(AUDIENCE, { email: 'ada@town.example', status: 'subscribed' })
      for (const command of ['pull', 'evaluate'])
        expect((await esplanade(folder, [command, '--json'])).code).toBe(0)
      await esplanade(folder, ['push', '--json'], { [DIES_AT]: death })
      for (let round = 0; round < 2; round++) await esplanade(folder, ['sync', '--json'])
      const ada = vendors.news.state.known(AUDIENCE, 'ada@town.example')
      // A job that nobody asks after any more ends all the same.
      await vi.waitUntil(
        () => vendors.news.state.batches.all().every(({ operations }) => !operations),
        JOB_ENDS,
      )
      expect(vendors.news.state.audience(AUDIENCE).eventsOf(ada)).toHaveLength(1)
      const { code, stderr } = await esplanade(folder, ['sync', '--json'])
      expect(code, stderr).toBe(0)
    } finally {
      await vendors.close()
    }
  },
)
