export { duckdb } from './duckdb.ts'
export type { DuckDbOptions } from './options.ts'
