import { z } from 'zod'

/** Where a secret is, never what it is: plain JSON that may be printed and stored. */
export interface SecretRef {
  readonly env: string
}

const refSchema = z.strictObject({ env: z.string().min(1) })

/** Names the environment variable that holds a secret: `apiKey: env('KLAVIYO_API_KEY')`. */
export function env(name: string): SecretRef {
  return { env: name }
}

/** A secret in a connector's configuration, once resolved. Marked, so that forms and reports never show it. */
export const secretSchema: z.ZodString = z
  .string()
  .min(1, 'expected a key; it is empty')
  .meta({ secret: true, description: 'A secret. Write env("NAME") to read it from the environment.' })

/** Why secrets could not be resolved: every variable that is missing, by name. */
export class MissingSecretError extends Error {
  override readonly name = 'MissingSecretError'
  readonly variables: readonly string[]

  constructor(variables: readonly string[]) {
    const [are, them] = variables.length === 1 ? ['variable is', 'it'] : ['variables are', 'them']
    super(
      `The environment ${are} not set: ${variables.join(', ')}. Set ${them} in the .env file beside the configuration, or in the environment that Esplanade runs in.`,
    )
    this.variables = variables
  }
}

export interface Resolved {
  /** The same structure with every reference replaced. */
  readonly value: unknown
  /** What was put in, for `maskSecrets`. */
  readonly secrets: readonly string[]
}

/** Deeper than any configuration is. */
const MAX_DEPTH = 32

/**
 * Replaces every `env()` in a configuration by its value. An empty variable counts as missing.
 *
 * @throws MissingSecretError naming all that are missing at once.
 */
export function resolveSecrets(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): Resolved {
  const secrets = new Set<string>()
  const missing = new Set<string>()
  const resolve = (part: unknown, depth: number): unknown => {
    if (depth > MAX_DEPTH) throw new Error(`A configuration is at most ${MAX_DEPTH} levels deep.`)
    const ref = refSchema.safeParse(part)
    if (ref.success) {
      const secret = environment[ref.data.env]
      if (!secret) missing.add(ref.data.env)
      else secrets.add(secret)
      return secret
    }
    if (Array.isArray(part)) return part.map(item => resolve(item, depth + 1))
    if (!isPlainObject(part)) return part
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, resolve(inner, depth + 1)]))
  }
  const resolved = resolve(value, 0)
  if (missing.size > 0) throw new MissingSecretError([...missing])
  return { value: resolved, secrets: [...secrets] }
}

const MASK = '(secret)'
/** Masking anything shorter would garble ordinary words and tell a reader little. */
const SHORTEST_MASKED = 4

/** The text without the secrets, as they are and as URLs and headers carry them. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter(secret => secret.length >= SHORTEST_MASKED)
    .flatMap(secret => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    // The longest first: masking a part of a longer secret would leave the rest of it readable.
    .sort((a, b) => b.length - a.length)
  return forms.reduce((masked, form) => masked.replaceAll(form, MASK), text)
}

/** `maskSecrets` for every text in a JSON value, keys included. */
export function maskDeep(value: unknown, secrets: readonly string[]): unknown {
  if (value === undefined || secrets.length === 0) return value
  return JSON.parse(JSON.stringify(value), (_key, part) =>
    typeof part === 'string' ? maskSecrets(part, secrets) : part,
  )
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
