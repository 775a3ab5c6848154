import { type BatchId, type ConnectionId, type Instant, simulatedClock } from '@esplanade/core/schema'
import { event, segment } from '@esplanade/core/segments'
import type { Store, StoreSource } from '@esplanade/core/store'
import { duckdb } from '@esplanade/duckdb'
import { openHub } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { identityOf } from '../differential/store-members.ts'

/** A store that keeps to itself what moved. */
function forgetful(source: StoreSource, opened: (store: Store) => void): StoreSource {
  return {
    ...source,
    open: async () => {
      const store = await source.open()
      opened(store)
      const { changes } = store.facts
      if (changes === undefined) return store
      const facts = { ...store.facts, changes: { ...changes, differences: async function* () {} } }
      return { ...store, facts }
    },
  }
}

test('an evaluation that is not what a full one says is refused by --verify, and the next one is full', async () => {
  const now = Date.parse('2026-03-02T09:00:00Z') as Instant
  const clock = simulatedClock(now)
  let store: Store | undefined
  const source = forgetful(duckdb({ file: ':memory:', threads: 1 }), opened => {
    store = opened
  })
  const segments = [segment('buyers', 'Bought', event('order_placed'))]
  const config = { store: source, currency: 'EUR', connections: {}, segments }
  const hub = await openHub(config, { clock, environment: {}, random: () => 0.5, folder: '.' })
  try {
    await store?.state.saveIdentities({ created: [identityOf({ contactNo: 1 })], merges: [] })
    await hub.run({ command: 'evaluate' })
    await store?.facts.append({
      batch: 'b' as BatchId,
      attributes: [],
      events: [
        {
          type: 'order_placed',
          source: 'shop' as ConnectionId,
          eventId: BigUint64Array.of(1n),
          contactNo: Uint32Array.of(1),
          identityNo: Uint32Array.of(1),
          at: Float64Array.of(now),
          properties: ['{}'],
        },
      ],
    })
    await expect(hub.run({ command: 'evaluate', verify: true })).rejects.toThrow('buyers lacks 1 contact (1)')
    const { computed, segments: evaluated } = await hub.run({ command: 'evaluate', verify: true })
    expect(computed).toMatchObject({ mode: 'full', reason: 'no earlier evaluation was kept', verified: true })
    expect(evaluated).toMatchObject([{ id: 'buyers', members: 1, entered: 1 }])
  } finally {
    await hub.close()
  }
})
