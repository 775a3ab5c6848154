import { ConnectorError } from '@esplanade/connector-kit'
import type { z } from 'zod'

/**
 * Reads an answer that came without types.
 *
 * @throws ConnectorError of kind `contract` naming the place that does not fit.
 */
export function readShape<Shape>(route: string, schema: z.ZodType<Shape>, data: unknown): Shape {
  const read = schema.safeParse(data)
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const words = `at ${issue?.path.join('.') || 'the top'}: ${issue?.message ?? 'unreadable'}`
  throw contractError(route, `HubSpot's answer does not have the documented shape, ${words}`)
}

export function contractError(route: string, words: string): ConnectorError {
  return new ConnectorError(
    'contract',
    route,
    { status: null, code: 'contract', message: words },
    `${route}: ${words}. Please report this.`,
  )
}
