import { z } from 'zod'

/** The dotted names of everything that a shape reads; free-form objects are asked for whole. */
export function fieldsOf(shape: z.core.$ZodType): string[] {
  if (shape instanceof z.ZodDefault) return fieldsOf(shape.unwrap())
  if (shape instanceof z.ZodArray) return fieldsOf(shape.element)
  if (!(shape instanceof z.ZodObject)) return []
  return Object.entries<z.core.$ZodType>(shape.shape).flatMap(([name, inner]) => {
    const below = fieldsOf(inner)
    return below.length === 0 ? [name] : below.map(field => `${name}.${field}`)
  })
}
