export { duckdb } from './duckdb.ts'
export type { DuckDbOptions } from './open-database.ts'
