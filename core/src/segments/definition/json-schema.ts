import { z } from 'zod'
import { segmentSchema } from './definition.ts'

/** The JSON Schema of a segment file, for editors: made from the schema that parsing uses. */
export function segmentJsonSchema(): Record<string, unknown> {
  return { title: 'Esplanade segment', ...z.toJSONSchema(segmentSchema, { io: 'input' }) }
}
