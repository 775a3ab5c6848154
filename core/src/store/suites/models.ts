import { expect } from 'vitest'
import { at } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const model = (score: string, role: 'champion' | 'challenger', trainedAt = 1) => ({
  score,
  role,
  trainedAt: at(trainedAt),
  document: JSON.stringify({ of: score, trainedAt, text: "it's \u{1f600}" }),
})

export function describeModels(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'the newest check of each score is kept, and no other', async ({ state }, reopen) => {
    const check = (score: string, version: number) => ({
      score,
      version,
      checkedAt: at(version),
      document: JSON.stringify({ text: "it's \u{1f600}" }),
    })
    expect(await state.modelChecks()).toEqual([])
    await state.saveModelChecks([check('value', 1), check('churn', 1)])
    await state.saveModelChecks([check('churn', 2)])
    await state.saveModelChecks([])
    const again = await reopen()
    expect(await again.state.modelChecks()).toEqual([check('churn', 2), check('value', 1)])
  })

  storeTest(fresh, 'a score that was never trained has no champion', async ({ state }) => {
    expect(await state.champion('churn')).toBeUndefined()
    expect(await state.champions()).toEqual([])
    expect(await state.models('churn', 10)).toEqual([])
  })

  storeTest(fresh, 'a new champion retires the one before, a challenger nobody', async (store, reopen) => {
    const first = await store.state.saveModel(model('churn', 'champion', 1))
    expect(first).toEqual({ ...model('churn', 'champion', 1), version: 1 })
    await store.state.saveModel(model('churn', 'challenger', 2))
    expect(await store.state.champion('churn')).toEqual(first)
    await store.state.saveModel(model('churn', 'champion', 3))
    await store.state.saveModel(model('value', 'champion', 4))
    const { state } = await reopen()
    const told = await state.models('churn', 10)
    expect(told.map(({ version, role }) => [version, role])).toEqual([
      [3, 'champion'],
      [2, 'challenger'],
      [1, 'retired'],
    ])
    expect(await state.models('churn', 1)).toEqual(told.slice(0, 1))
    const champions = await state.champions()
    expect(champions.map(({ score, version }) => [score, version])).toEqual([
      ['churn', 3],
      ['value', 1],
    ])
  })
}
