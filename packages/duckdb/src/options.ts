import { z } from 'zod'

export interface DuckDbOptions {
  /** The file that holds everything, made when missing in a folder that exists; `:memory:` keeps nothing. */
  readonly file: string
  /** Threads of the engine; by default one per core. */
  readonly threads?: number | undefined
  /** The engine's share of memory, such as `2GB`; by default 80 % of the machine's. */
  readonly memoryLimit?: string | undefined
}

const optionsSchema: z.ZodType<DuckDbOptions> = z.strictObject({
  file: z.string().min(1, 'expected the path of a file, such as "esplanade.duckdb"'),
  threads: z.int().min(1).max(256).optional(),
  memoryLimit: z
    .string()
    .regex(/^\d{1,6} ?[KMGT]i?B$/, 'expected an amount of memory such as "2GB" or "512MiB"')
    .optional(),
})

/** Checks options as a configuration gives them. Throws `TypeError` naming every field that is wrong. */
export function parseOptions(options: DuckDbOptions): DuckDbOptions {
  const parsed = optionsSchema.safeParse(options)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`)
  throw new TypeError(`duckdb() was given wrong options. ${issues.join('; ')}`)
}
