export { clickhouse } from './clickhouse.ts'
export type { ClickHouseOptions } from './options.ts'
