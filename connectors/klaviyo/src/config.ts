import { baseUrlSchema, secretSchema, strictShape, topicSchema, type Written } from '@esplanade/connector-kit'
import { z } from 'zod'

const EVENT_TYPE = /^[a-z][a-z0-9_]{0,62}$/
const eventType = z.string().regex(EVENT_TYPE, 'expected a snake_case event type such as quiz_completed')

export const klaviyoConfigSchema = strictShape({
  apiKey: secretSchema,
  baseUrl: baseUrlSchema
    .optional()
    .describe('Another address than https://a.klaviyo.com, such as an emulator.'),
  properties: z
    .array(z.string().min(1))
    .optional()
    .describe('The custom properties of profiles to pull; all when absent.'),
  metrics: z
    .record(z.string().min(1), eventType)
    .optional()
    .describe(
      'Event types of further metrics, by the metric\'s name: { "Completed Quiz": "quiz_completed" }.',
    ),
  topics: z
    .record(topicSchema, z.string().min(1))
    .optional()
    .describe('Ids of lists, by the topic that an opt-out of the list is about: { weekly_news: "Xy12Ab" }.'),
})

/** A checked configuration, secrets resolved. */
export type KlaviyoConfig = z.output<typeof klaviyoConfigSchema>
/** A configuration as a user writes it. `apiKey` is a private key; `env('KLAVIYO_API_KEY')`. */
export type KlaviyoOptions = Written<typeof klaviyoConfigSchema, 'apiKey'>
