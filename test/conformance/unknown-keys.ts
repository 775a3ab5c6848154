import { type DescribedSchema, isSchema, listed } from './json-schema.ts'

/** Follows a reference of the description. */
export type Resolve = (ref: string) => DescribedSchema

/**
 * Paths of a value's keys that its schema does not name. No description forbids further keys, so a
 * misspelt optional field passes every validator; an object whose schema names no key at all is free.
 */
export function unknownKeys(value: unknown, schema: DescribedSchema, resolve: Resolve, at = ''): string[] {
  const shapes = shapesOf(schema, resolve)
  if (Array.isArray(value)) {
    const items = shapes.flatMap(({ items }) => (isSchema(items) ? [items] : []))
    return items.length === 0
      ? []
      : value.flatMap(item => unknownKeys(item, { anyOf: items }, resolve, `${at}[]`))
  }
  if (typeof value !== 'object' || value === null) return []
  const named = shapes.flatMap(({ properties }) => (isSchema(properties) ? [properties] : []))
  const further = shapes.flatMap(({ additionalProperties: schema }) => (schema ? [schema] : []))
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = `${at}.${key}`
    const known = named.flatMap(properties => {
      const property = properties[key]
      return isSchema(property) ? [property] : []
    })
    if (known.length > 0) return unknownKeys(inner, { anyOf: known }, resolve, path)
    if (further.length > 0) return unknownKeys(inner, { anyOf: further.filter(isSchema) }, resolve, `${at}.*`)
    return named.length === 0 ? [] : [path]
  })
}

/** A schema with everything that it combines, references followed. */
export function shapesOf(schema: DescribedSchema, resolve: Resolve): readonly DescribedSchema[] {
  if (typeof schema.$ref === 'string') return shapesOf(resolve(schema.$ref), resolve)
  const parts = [schema.allOf, schema.anyOf, schema.oneOf].flatMap(listed)
  return [schema, ...parts.flatMap(part => shapesOf(part, resolve))]
}
