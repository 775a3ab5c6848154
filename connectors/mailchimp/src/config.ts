import {
  baseUrlSchema,
  secretSchema,
  strictShape,
  type Written,
  withoutSlash,
} from '@esplanade/connector-kit'
import { z } from 'zod'

const DATA_CENTRE = /-([a-z]{2,4}\d{1,3})$/
const names = z.array(z.string().min(1)).min(1).optional()

/** What a Mailchimp connection needs. */
export const configSchema = strictShape({
  /** Account → Extras → API keys. Its end, such as `-us21`, names the data centre. */
  apiKey: secretSchema,
  /** Ids of the audiences to work with; all of the account unless given. */
  audiences: names,
  /** Merge tags to pull, such as `FNAME`; all of them unless given. */
  mergeFields: names,
  /** Scheme and host of an emulator or proxy; `/3.0` is added. */
  baseUrl: baseUrlSchema.optional(),
}).check(context => {
  const { apiKey, baseUrl } = context.value
  if (baseUrl !== undefined || DATA_CENTRE.test(apiKey)) return
  context.issues.push({
    code: 'custom',
    path: ['apiKey'],
    input: '(secret)',
    message: 'expected a Mailchimp API key, which ends in its data centre, such as "-us21"',
  })
})

export type MailchimpConfig = z.output<typeof configSchema>
/** As a user writes it: `apiKey` in plain text only in tests. */
export type MailchimpOptions = Written<typeof configSchema, 'apiKey'>

/** Where the account's API is, without a slash at the end. */
export const basePath = ({ apiKey, baseUrl }: MailchimpConfig): string =>
  `${withoutSlash(baseUrl ?? `https://${DATA_CENTRE.exec(apiKey)?.[1]}.api.mailchimp.com`)}/3.0`
