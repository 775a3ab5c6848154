import type { z } from 'zod'
import { contractError } from './contract-error.ts'
import { readShape } from './read-shape.ts'

/**
 * Reads a text that must be JSON of a shape.
 *
 * @throws ConnectorError of kind `contract`, which names the place and no value.
 */
export function readJson<Shape extends z.ZodType>(
  route: string,
  shape: Shape,
  text: string,
): z.output<Shape> {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw contractError(route, 'a body that is not JSON')
    throw error
  }
  return readShape(route, shape, data)
}
