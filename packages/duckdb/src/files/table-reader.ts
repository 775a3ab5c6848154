import type { TableReader } from '@esplanade/core/store'
import { readTable } from './read-table.ts'

/** Reads files in an engine of its own, apart from any store. */
export const tableReader: TableReader = { readTable }
