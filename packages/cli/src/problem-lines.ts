import { complaints, pathText } from '@esplanade/core/schema'
import type { z } from 'zod'

/** A line for everything that a schema has against a file or the flags, each with its place. */
export function problemLines(error: z.ZodError, whole: string): string {
  return complaints(error.issues)
    .map(({ path, reason }) => `  ${pathText(path) || whole}: ${reason}`)
    .join('\n')
}
