import type { HubResults } from '@esplanade/hub'
import { counted } from '../figures.ts'

export function printCompaction({ tables, rows }: HubResults['compact']): string[] {
  if (rows === 0) return ['There are no events that segments name, so there is nothing to compact.']
  return [`${counted(rows, 'event')} of ${counted(tables, 'type')} written in the order of their times.`]
}
