import { expect } from 'vitest'
import type { ConformanceTest } from './conformance-test.ts'
import { pullAll } from './pull-stream.ts'

const A_DAY_MS = 86_400_000

export const catalogueTests: readonly ConformanceTest[] = [
  {
    name: 'pull: campaigns come with subject and send time',
    capability: 'campaigns',
    parts: ['addCampaign'],
    run: async stage => {
      const sent = stage.part('addCampaign')(stage.emulator.state)
      stage.clock.advance(A_DAY_MS)
      const pages = await pullAll(stage, stage.connect(), { stream: 'campaigns' })
      const campaigns = pages.flatMap(({ items }) => items)
      expect(campaigns).toContainEqual(expect.objectContaining({ kind: 'campaign', ...sent }))
    },
  },
  {
    name: 'pull: products come with their names',
    capability: 'products',
    parts: ['addProduct'],
    run: async stage => {
      const added = stage.part('addProduct')(stage.emulator.state)
      stage.clock.advance(A_DAY_MS)
      const pages = await pullAll(stage, stage.connect(), { stream: 'products' })
      const products = pages.flatMap(({ items }) => items)
      expect(products).toContainEqual(expect.objectContaining({ kind: 'product', ...added }))
    },
  },
]
