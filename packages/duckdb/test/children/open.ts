import { StoreError } from '@esplanade/core/store'
import { duckdb } from '../../src/index.ts'

/** Opens the store named by the first argument and says how that went. */
try {
  const store = await duckdb({ file: process.argv[2] ?? '' }).open()
  await store.close()
  console.log('opened')
} catch (cause) {
  console.log(cause instanceof StoreError ? `${cause.kind}: ${cause.message}` : String(cause))
}
