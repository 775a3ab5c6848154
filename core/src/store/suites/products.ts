import { expect } from 'vitest'
import type { StoredProduct } from '../product.ts'
import { at, NEWS, SHOP } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const product = (id: string, more: Partial<StoredProduct> = {}): StoredProduct => ({
  connection: SHOP,
  id,
  title: `Mug "${id}" \u{1f600}`,
  categories: ['kitchen', 'gifts'],
  price: '12.50',
  currency: 'EUR',
  url: `https://shop.example/${id}`,
  image: `https://shop.example/${id}.jpg`,
  changedAt: at(5),
  ...more,
})

export function describeProducts(fresh: () => Promise<FreshStore>): void {
  storeTest(
    fresh,
    'products are found by their ids, told anew in the place of before',
    async (store, reopen) => {
      await store.state.saveProducts([])
      expect(await store.state.productsOf(['a'])).toEqual([])
      expect(await store.state.countProducts()).toEqual(new Map())
      const nothing = { price: null, currency: null, url: null, image: null, changedAt: null }
      const bare = product('b', { categories: [], ...nothing })
      await store.state.saveProducts([product('a'), bare, product('c')])
      const elsewhere = product('a', { connection: NEWS })
      await store.state.saveProducts([elsewhere, product('a', { title: 'Renamed' })])
      const { state } = await reopen()
      expect(await state.productsOf(['b', 'a', 'nothing'])).toEqual([
        elsewhere,
        product('a', { title: 'Renamed' }),
        bare,
      ])
      expect(await state.productsOf([])).toEqual([])
      expect(await state.countProducts()).toEqual(
        new Map([
          [NEWS, 1],
          [SHOP, 3],
        ]),
      )
    },
  )
}
