import { type SecretRef, secretSchema, strictShape } from '@esplanade/connector-kit'
import { z } from 'zod'

const EVENT_TYPE = /^[a-z][a-z0-9_]{0,62}$/

export const klaviyoConfigSchema = strictShape({
  apiKey: secretSchema,
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Another address than https://a.klaviyo.com, such as an emulator.'),
  properties: z
    .array(z.string().min(1))
    .optional()
    .describe('The custom properties of profiles to pull; all when absent.'),
  metrics: z
    .record(
      z.string().min(1),
      z.string().regex(EVENT_TYPE, 'expected a snake_case event type such as quiz_completed'),
    )
    .optional()
    .describe(
      'Event types of further metrics, by the metric\'s name: { "Completed Quiz": "quiz_completed" }.',
    ),
})

/** A checked configuration, secrets resolved. */
export type KlaviyoConfig = z.output<typeof klaviyoConfigSchema>

/** A configuration as a user writes it. */
export interface KlaviyoOptions {
  /** A private key; `env('KLAVIYO_API_KEY')`. */
  readonly apiKey: string | SecretRef
  readonly baseUrl?: string
  readonly properties?: readonly string[]
  readonly metrics?: Readonly<Record<string, string>>
}
