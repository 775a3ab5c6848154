import {
  baseUrlSchema,
  days,
  isTimeZone,
  type LimitPolicy,
  seconds,
  secretSchema,
  strictShape,
  topicSchema,
  type Written,
} from '@esplanade/connector-kit'
import { z } from 'zod'

/** Calls that a private app may make, by the account's tier: per ten seconds, and per day of the whole account. */
const TIERS = {
  starter: { burst: 100, daily: 250_000 },
  professional: { burst: 190, daily: 625_000 },
  enterprise: { burst: 190, daily: 1_000_000 },
} as const

const PROPERTY_NAME = /^[a-z][a-z0-9_]*$/

export const configSchema = strictShape({
  accessToken: secretSchema.describe("The access token of a private app or service key ('pat-…')."),
  tier: z
    .enum(['starter', 'professional', 'enterprise'])
    .default('starter')
    .describe('What the account pays for: decides how many calls it allows. Free accounts are starter.'),
  properties: z
    .array(z.string().regex(PROPERTY_NAME, 'expected an internal property name such as favourite_colour'))
    .optional()
    .describe('Contact properties to pull beside the standard ones. Left out: every custom property.'),
  phoneProperties: z
    .array(z.string().regex(PROPERTY_NAME))
    .default(['phone', 'mobilephone'])
    .describe('Properties whose number identifies a person. Leave out the ones that hold shared lines.'),
  subscriptionId: z
    .string()
    .regex(/^\d+$/, 'expected the number of a subscription type')
    .optional()
    .describe(
      'The subscription type that stands for consent. Left out: an opt-out is written for all mail of the account.',
    ),
  topics: z
    .record(topicSchema, z.string().regex(/^\d+$/, 'expected the number of a subscription type'))
    .default({})
    .describe('Further subscription types, by the topic that consent to them is about.'),
  orders: z
    .enum(['orders', 'deals'])
    .optional()
    .describe(
      'What holds what people bought. Left out: orders; deals that were won where the account has no orders.',
    ),
  timeZone: z
    .string()
    .refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin')
    .optional()
    .describe(
      'The time zone of the account, at whose midnight its day of calls is over. Left out: a day counts from our first call.',
    ),
  baseUrl: baseUrlSchema
    .default('https://api.hubapi.com')
    .describe('Where the API answers; an emulator, perhaps.'),
})
export type HubspotConfig = z.output<typeof configSchema>
/** As a user writes it: the token may be `env('NAME')`, defaults may be left out. */
export type HubspotOptions = Written<typeof configSchema, 'accessToken'>

const SOURCE = 'https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines'

/** Every search endpoint of an account draws on one budget, whichever object it searches. */
const SEARCH_ROUTES = ['contacts', 'orders', 'deals', 'products'].map(
  type => `POST /crm/v3/objects/${type}/search` as const,
)

export function limits({ tier, timeZone }: HubspotConfig): readonly LimitPolicy[] {
  const { burst, daily } = TIERS[tier]
  const rate = { kind: 'rate', source: SOURCE } as const
  return [
    {
      ...rate,
      name: 'burst',
      calls: burst,
      perMs: seconds(10),
      window: 'rolling',
      feedback: { remaining: 'x-hubspot-ratelimit-remaining' },
    },
    { ...rate, name: 'search', calls: 5, perMs: seconds(1), window: 'rolling', routes: SEARCH_ROUTES },
    // The vendor resets it at midnight of the account's time zone; a day from our first call is never sooner.
    {
      ...rate,
      name: 'daily',
      calls: daily,
      perMs: days(1),
      window: 'fixed',
      ...(timeZone !== undefined && { midnightIn: timeZone }),
      feedback: { remaining: 'x-hubspot-ratelimit-daily-remaining' },
    },
  ]
}
