import type { z } from 'zod'
import { contractError } from './contract-error.ts'

/**
 * Reads an answer that came without types.
 *
 * @throws ConnectorError of kind `contract` that names the first place that does not fit, never a value.
 */
export function readShape<Shape extends z.ZodType>(
  route: string,
  shape: Shape,
  data: unknown,
): z.output<Shape> {
  const read = shape.safeParse(data)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw contractError(route, `${issue?.path.join('.') || 'the answer'}: ${issue?.message ?? 'unreadable'}`)
}
