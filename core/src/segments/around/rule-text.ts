import type { Condition } from '../definition/definition.ts'
import { partsOf } from '../definition/hostile-shape.ts'

/**
 * A condition as its author wrote it, on one line: `event: order_placed, within: 30d, count: { at_least: 3 }`.
 * A group shows its word alone, since its parts stand below it.
 */
export function ruleText(condition: Condition): string {
  if (partsOf(condition)) return Object.keys(condition)[0] ?? ''
  return pairs(condition)
}

/** Pairs of any mapping, such as the operators of a test, without the brackets around them. */
export function pairs(mapping: object): string {
  return Object.entries(mapping)
    .map(([key, value]) => `${key}: ${flow(value)}`)
    .join(', ')
}

/** A value in YAML's flow style. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'object' && value !== null) return `{ ${pairs(value)} }`
  return typeof value === 'string' && PLAIN.test(value) ? value : JSON.stringify(value)
}

/** Texts that YAML reads back as the same text without quotes. */
const PLAIN = /^(?!(?:true|false|null|yes|no)$)[A-Za-z_][\w .@/+-]*$|^\d+[mhdw]$/
