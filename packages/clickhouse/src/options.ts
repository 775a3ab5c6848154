import type { ClickHouseClient } from '@clickhouse/client'
import type { StoreSource } from '@esplanade/core/store'
import { z } from 'zod'

export interface ClickHouseOptions {
  /** Where the server answers over HTTP, such as `https://clickhouse.example.com:8443`. */
  readonly url: string
  readonly username?: string | undefined
  /** Never written into a file: take it from the environment. */
  readonly password?: string | undefined
  /** The database that holds the facts, made when missing; `esplanade` unless told otherwise. */
  readonly database?: string | undefined
  /** The name of the cluster whose nodes share the tables; left out, one server has them. */
  readonly cluster?: string | undefined
  /** The store whose state half is used, and in whose file or database it stays. */
  readonly state: StoreSource
  /** A client of your own making (certificates, a proxy); by default one for `url`. Closed with the store. */
  readonly client?: (() => ClickHouseClient) | undefined
}

const name = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'expected a name of letters, digits and _, 63 characters at most')

const optionsSchema = z.strictObject({
  url: z.url({
    protocol: /^https?$/,
    error: 'expected an address such as "https://clickhouse.example.com:8443"',
  }),
  username: z.string().min(1).optional(),
  password: z.string().optional(),
  database: name.default('esplanade'),
  cluster: name.optional(),
})

export type CheckedOptions = z.output<typeof optionsSchema>

/** Checks options as a configuration gives them. Throws `TypeError` naming every field that is wrong. */
export function parseOptions({ state, client, ...given }: ClickHouseOptions): CheckedOptions {
  const parsed = optionsSchema.safeParse(given)
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'options'}: ${message}`,
    )
    throw new TypeError(`clickhouse() was given wrong options. ${issues.join('; ')}`)
  }
  if (typeof state?.open !== 'function') {
    throw new TypeError(
      'clickhouse() was given wrong options. state: expected a store such as duckdb({ file })',
    )
  }
  if (client !== undefined && typeof client !== 'function') {
    throw new TypeError(
      'clickhouse() was given wrong options. client: expected a function that makes a client',
    )
  }
  return parsed.data
}
