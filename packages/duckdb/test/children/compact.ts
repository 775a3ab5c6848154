import { duckdb } from '../../src/index.ts'

/** Compacts a store over and over until killed, and says so before each time. */
const [file = ''] = process.argv.slice(2)
const MOST_ROUNDS = 1_000
const store = await duckdb({ file }).open()
for (let round = 0; round < MOST_ROUNDS; round++) {
  console.log(round)
  await store.facts.compact({ force: true })
}
await store.close()
