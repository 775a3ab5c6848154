import type { SegmentDefinition } from './definition.ts'

/** The stored text of a definition: equal for equal definitions, whatever order their keys were written in. */
export function canonicalJson(definition: SegmentDefinition): string {
  return JSON.stringify(definition, (_key, value: unknown) => (isObject(value) ? sortedKeys(value) : value))
}

function sortedKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
