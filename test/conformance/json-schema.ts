/** A schema as an API description writes it: OpenAPI 3.0's dialect or Swagger 2's. */
export interface DescribedSchema {
  readonly [keyword: string]: unknown
}

/** Keywords that mean the same in JSON Schema; everything else (titles, examples, extensions) is left behind. */
const KEPT = [
  'type',
  'format',
  'enum',
  'required',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'pattern',
]

/**
 * What Ajv can compile of a description's schema. `nullable` becomes a type of its own. `oneOf` becomes
 * `anyOf`: without discriminators the alternatives overlap, and a value that fits two of them is right.
 * References lead into the document that `root` names.
 */
export function toJsonSchema(schema: DescribedSchema, root: string): object {
  const { $ref, nullable } = schema
  if (typeof $ref === 'string') return { $ref: $ref.replace(/^#/, `${root}#`) }
  const plain: Record<string, unknown> = {}
  for (const keyword of KEPT) if (schema[keyword] !== undefined) plain[keyword] = schema[keyword]
  if (isSchema(schema.items)) plain.items = toJsonSchema(schema.items, root)
  if (isSchema(schema.properties)) {
    plain.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, inner]) => [
        name,
        toJsonSchema(inner as DescribedSchema, root),
      ]),
    )
  }
  const { additionalProperties } = schema
  if (isSchema(additionalProperties)) plain.additionalProperties = toJsonSchema(additionalProperties, root)
  const alternatives = [...listed(schema.anyOf), ...listed(schema.oneOf)]
  if (alternatives.length > 0) plain.anyOf = alternatives.map(inner => toJsonSchema(inner, root))
  if (schema.allOf) plain.allOf = listed(schema.allOf).map(inner => toJsonSchema(inner, root))
  return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain
}

/** The schemas that a combining keyword lists; none for an absent one. */
export const listed = (schemas: unknown): readonly DescribedSchema[] =>
  Array.isArray(schemas) ? schemas.filter(isSchema) : []

export const isSchema = (value: unknown): value is DescribedSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
