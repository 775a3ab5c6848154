import type { ConnectionId } from '@esplanade/core/schema'
import type { ProductStore, StoredProduct } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { textColumn } from '../engine/staged-column.ts'
import { upsert } from '../engine/upsert.ts'

/** Articles, keyed by connection and the vendor's id. */
export function productStore(database: Database): ProductStore {
  return {
    saveProducts: products =>
      database.write(session =>
        upsert(
          session,
          'product',
          ['connection', 'id'],
          [
            textColumn('connection', products, row => row.connection),
            textColumn('id', products, row => row.id),
            textColumn('title', products, row => row.title),
            textColumn('categories', products, row => JSON.stringify(row.categories)),
            textColumn('price', products, row => row.price),
            textColumn('currency', products, row => row.currency),
            textColumn('url', products, row => row.url),
            textColumn('image', products, row => row.image),
            // As text, since only texts can be staged as missing.
            textColumn('changed_at', products, ({ changedAt }) =>
              changedAt === null ? null : String(changedAt),
            ),
          ],
        ),
      ),
    productsOf: async ids => {
      if (ids.length === 0) return []
      return database.read(async session => {
        await session.stage('asked', [textColumn('id', ids, id => id)])
        const rows = await session.rows<Omit<StoredProduct, 'categories'> & { readonly categories: string }>(
          `select connection, id, title, categories, price, currency, url, image, changed_at::double as "changedAt"
           from product semi join asked using (id) order by connection, id`,
        )
        return rows.map(row => ({ ...row, categories: JSON.parse(row.categories) }))
      })
    },
    countProducts: async () => {
      const rows = await database.read(session =>
        session.rows<{ connection: ConnectionId; n: number }>(
          'select connection, count(*) as n from product group by connection order by connection',
        ),
      )
      return new Map(rows.map(({ connection, n }) => [connection, n]))
    },
  }
}
