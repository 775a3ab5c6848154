import { expect } from 'vitest'
import { buildCatalog, type ScoreType } from '../../schema/index.ts'
import type { AttributeColumns } from '../fact-store.ts'
import { NEEDS, saveContacts } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const scored = (scores: Record<string, ScoreType>) => ({
  ...NEEDS,
  catalog: buildCatalog({ attributes: { nickname: 'text' } }, new Map(Object.entries(scores))),
  events: new Map(),
})
const BOTH = scored({ churn: 'number', cluster: 'text' })
const contacts = (...numbers: number[]) => Uint32Array.from(numbers)

/** Values of contacts 1 to 3, null where missing. */
function told({ columns }: AttributeColumns, name: string): unknown[] {
  const column = columns.get(name)
  if (column === undefined) throw new Error(`No column ${name}.`)
  return [1, 2, 3].map(contact => {
    if ('codes' in column) return column.dictionary[column.codes[contact] as number] ?? null
    const value = column.values[contact] as number
    return Number.isNaN(value) ? null : value
  })
}

export function describeScores(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'a score that was never computed is missing for everybody', async store => {
    await saveContacts(store, 3)
    await store.facts.prepare(BOTH)
    const read = await store.facts.attributes(['churn', 'cluster', 'nickname'])
    expect(told(read, 'churn')).toEqual([null, null, null])
    expect(told(read, 'cluster')).toEqual([null, null, null])
  })

  storeTest(fresh, 'scores are read back as attributes, numbers to six decimals', async (store, reopen) => {
    await saveContacts(store, 3)
    await store.facts.prepare(BOTH)
    await store.facts.saveScores([
      { name: 'churn', contactNo: contacts(1, 2, 3), values: Float64Array.of(1 / 3, Number.NaN, 0) },
      { name: 'cluster', contactNo: contacts(2, 3), values: ['VIP', null] },
    ])
    const { facts } = await reopen()
    await facts.prepare(BOTH)
    const read = await facts.attributes(['cluster', 'churn'])
    expect(told(read, 'churn')).toEqual([0.333333, null, 0])
    expect(told(read, 'cluster')).toEqual([null, 'VIP', null])
  })

  storeTest(fresh, 'a new run replaces the column, and leaves the others alone', async store => {
    const { facts } = store
    await saveContacts(store, 3)
    await facts.prepare(BOTH)
    await facts.saveScores([
      { name: 'churn', contactNo: contacts(1, 2), values: Float64Array.of(0.1, 0.2) },
      { name: 'cluster', contactNo: contacts(1), values: ['VIP'] },
    ])
    await facts.saveScores([{ name: 'churn', contactNo: contacts(2, 3), values: Float64Array.of(0.5, 0.6) }])
    const read = await facts.attributes(['cluster', 'churn'])
    expect(told(read, 'churn')).toEqual([null, 0.5, 0.6])
    expect(told(read, 'cluster')).toEqual(['VIP', null, null])
    await facts.saveScores([{ name: 'churn', contactNo: contacts(), values: new Float64Array() }])
    expect(told(await facts.attributes(['churn']), 'churn')).toEqual([null, null, null])
  })

  storeTest(fresh, 'a score that changes its type begins anew', async store => {
    const { facts } = store
    await saveContacts(store, 3)
    await facts.prepare(BOTH)
    await facts.saveScores([{ name: 'cluster', contactNo: contacts(1), values: ['VIP'] }])
    await facts.prepare(scored({ cluster: 'number' }))
    expect(told(await facts.attributes(['cluster']), 'cluster')).toEqual([null, null, null])
    await facts.saveScores([{ name: 'cluster', contactNo: contacts(1), values: Float64Array.of(4) }])
    expect(told(await facts.attributes(['cluster']), 'cluster')).toEqual([4, null, null])
  })

  storeTest(
    fresh,
    'a name that is no score, and values of the other type, are refused',
    async ({ facts }) => {
      await facts.prepare(BOTH)
      const numbers = Float64Array.of(1)
      await expect(
        facts.saveScores([{ name: 'nickname', contactNo: contacts(1), values: numbers }]),
      ).rejects.toThrow(RangeError)
      await expect(
        facts.saveScores([{ name: 'cluster', contactNo: contacts(1), values: numbers }]),
      ).rejects.toThrow(TypeError)
    },
  )
}
