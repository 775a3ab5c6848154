import { simulatedClock } from '@esplanade/connector-kit'
import { connectAlone } from '@esplanade/connector-kit/emulator'
import { type MailchimpConfig, mailchimpConnector } from '../src/index.ts'
import { type Context, START } from './open-account.ts'

export const HOST = 'https://us21.api.mailchimp.com'
const KEY = '0123456789abcdef-us21'
export const AUTHORIZATION = `Basic ${Buffer.from(`user:${KEY}`).toString('base64')}`

/** A connection to where the vendor itself would be; nothing leaves the process under nock. */
export const connectToVendor = (more: Partial<MailchimpConfig> = {}): Context =>
  connectAlone(mailchimpConnector, { apiKey: KEY, ...more }, { clock: simulatedClock(START), secrets: [KEY] })
