import { expect, it } from 'vitest'
import type { FieldRow } from '../../src/index.ts'
import { measurePush } from '../../testing/figures/index.ts'
import { ACME_KEY } from '../acme/acme-account.ts'
import { acme } from '../acme/acme-connector.ts'
import { acmeEmulator } from '../acme/acme-emulator.ts'
import { acmeHarness } from '../acme/acme-harness.ts'

/** Acme takes 100 requests a minute; here of one row each, so that few rows last long. */
const MEMBERS = 1_040

it('a push that lasts ten windows of its limit is never refused, and hardly slower than the limit', async () => {
  const pace = await measurePush({
    connector: acme as never,
    emulator: acmeEmulator,
    config: url => ({ url, apiKey: ACME_KEY }),
    prepare: async state => {
      state.fields.add('mood')
      const members = Array.from({ length: MEMBERS }, (_, at) => `m${at}@example.com`)
      acmeHarness.seed(
        state,
        members.map(email => ({ email, consent: 'subscribed' })),
      )
      const rows = members.map(
        (email, at): FieldRow => ({ remoteId: `m${at}`, email, values: { mood: 'fine' } }),
      )
      return { rows, target: { container: '', fields: [{ name: 'mood', type: 'text' }] } }
    },
    operation: { ...acme.operations.fields, maxRows: 1 } as never,
  })
  expect(pace).toMatchObject({
    rows: MEMBERS,
    writes: 1_040,
    fewestWrites: 1_040,
    others: 0,
    throttled: 0,
    delivered: MEMBERS,
  })
  expect(pace.windows).toBeGreaterThanOrEqual(10)
  expect(pace.simulatedMs).toBeLessThanOrEqual(1.05 * (pace.floorMs ?? 0))
}, 60_000)
