import type { Row } from './planned.ts'

/** What ledger, dead letters and open batches know a row by: its member, or, for an event, what happened to it. */
export const rowKey = (row: Row): string => ('key' in row ? row.key : row.remoteId)
