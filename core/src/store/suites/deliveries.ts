import { expect } from 'vitest'
import type { RunId } from '../../schema/index.ts'
import type { BatchRecord, DeadLetter } from '../batch.ts'
import type { LedgerRow } from '../ledger.ts'
import { at, batch, NEWS, SHOP, TARGET } from './samples.ts'
import { collect, type FreshStore, storeTest } from './store-test.ts'

const delivered = (remoteId: string, sent: string): LedgerRow => ({
  remoteId,
  sent,
  settled: null,
  batch: batch('b1'),
  at: at(5),
})

const record = (id: string, when: number, more: Partial<BatchRecord> = {}): BatchRecord => ({
  id: batch(id),
  run: 'r1' as RunId,
  target: TARGET,
  operation: 'add',
  state: 'planned',
  rows: '[{"id":"a"}]',
  job: null,
  at: at(when),
  ...more,
})

const letter = (remoteId: string, more: Partial<DeadLetter> = {}): DeadLetter => ({
  target: TARGET,
  remoteId,
  batch: batch('b1'),
  operation: 'add',
  row: '{}',
  code: 'invalid',
  message: 'The vendor says no.',
  at: at(5),
  ...more,
})

export function describeDeliveries(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'the ledger keeps the last delivery to each member of a target', async (store, reopen) => {
    await store.state.saveLedger(TARGET, [])
    await store.state.saveLedger(TARGET, [delivered('b', 'h1'), delivered('a', 'h1')])
    await store.state.saveLedger(TARGET, [
      { ...delivered('a', 'h2'), settled: 'h3', batch: batch('b2'), at: at(9) },
    ])
    const { state } = await reopen()
    expect(await collect(state.readLedger(TARGET))).toEqual([
      { remoteId: 'a', sent: 'h2', settled: 'h3', batch: 'b2', at: 9 },
      delivered('b', 'h1'),
    ])
    expect(await collect(state.readLedger({ ...TARGET, target: 'fields' }))).toEqual([])
    await state.removeLedger(TARGET, [])
    await state.removeLedger({ ...TARGET, target: 'fields' }, ['a'])
    await state.removeLedger(TARGET, ['b', 'nobody'])
    expect((await collect(state.readLedger(TARGET))).map(row => row.remoteId)).toEqual(['a'])
  })

  storeTest(
    fresh,
    'open batches are those not done, oldest first, of one connection',
    async (store, reopen) => {
      await store.state.saveBatches([])
      await store.state.saveBatches([
        record('late', 9, { state: 'submitted', job: '{"id":1}' }),
        record('early', 1),
        record('elsewhere', 1, { target: { ...TARGET, connection: NEWS } }),
        record('done', 2, { state: 'done' }),
      ])
      await store.state.saveBatches([record('early', 1, { state: 'sending' })])
      const { state } = await reopen()
      expect(await state.openBatches(SHOP)).toEqual([
        record('early', 1, { state: 'sending' }),
        record('late', 9, { state: 'submitted', job: '{"id":1}' }),
      ])
      await state.saveBatches([record('early', 1, { state: 'done' }), record('late', 9, { state: 'done' })])
      expect(await state.openBatches(SHOP)).toEqual([])
    },
  )

  storeTest(fresh, 'dead letters keep the words of the refusal, once each', async (store, reopen) => {
    await store.state.saveDeadLetters([])
    await store.state.saveDeadLetters([letter('a'), letter('b', { message: 'It says: "nein".' })])
    await store.state.saveDeadLetters([letter('a', { code: 'gone' })])
    const { state } = await reopen()
    expect(await state.deadLetters(SHOP)).toEqual([
      letter('a', { code: 'gone' }),
      letter('b', { message: 'It says: "nein".' }),
    ])
    expect(await state.deadLetters(NEWS)).toEqual([])
  })

  storeTest(fresh, 'letters of a row that went through are removed, and no other', async (store, reopen) => {
    const elsewhere = letter('a', { target: { ...TARGET, container: 'other' } })
    const kept = letter('c', { message: 'Still no.' })
    await store.state.saveDeadLetters([letter('a'), letter('a', { batch: batch('b2') }), elsewhere, kept])
    await store.state.removeDeadLetters(TARGET, [])
    await store.state.removeDeadLetters(TARGET, ['a', 'nobody'])
    const { state } = await reopen()
    expect(await state.deadLetters(SHOP)).toEqual([kept, elsewhere])
  })
}
