import { type ExampleSize, exampleMailings, examplePeople } from '@esplanade/connector-kit/emulator'
import { EMULATOR_API_KEY, type MailchimpAccount } from './account.ts'

const AUDIENCE = 'example'
const STORE = 'example-shop'

/** The configuration of a connection to an emulator at this address. */
export function exampleConfig(url: string): { apiKey: string; baseUrl: string } {
  return { apiKey: EMULATOR_API_KEY, baseUrl: url }
}

/** Fills a fresh account with one audience, eight campaigns and a shop, for rehearsals. */
export function seedExample(account: MailchimpAccount, size: ExampleSize): void {
  account.addAudience({ id: AUDIENCE, name: 'Example audience' })
  account.addStore({ id: STORE, audienceId: AUDIENCE, name: 'Example shop' })
  for (const { no, name, sentAt } of exampleMailings(size.now)) {
    account.addCampaign({ id: campaignId(no), audienceId: AUDIENCE, subject: name, sendTime: sentAt })
  }
  for (const person of examplePeople(size)) {
    const { email, firstName, lastName, joinedAt, subscribed } = person
    account.addMember(AUDIENCE, {
      email,
      status: subscribed ? 'subscribed' : 'unsubscribed',
      mergeFields: { FNAME: firstName, LNAME: lastName },
      timestampOpt: joinedAt,
    })
    for (const { mailing, openedAt } of person.received) {
      account.recordSend(campaignId(mailing.no), email)
      if (openedAt !== null) account.recordOpen(campaignId(mailing.no), email, openedAt)
    }
    for (const { no, at, total } of person.orders) {
      account.addOrder(STORE, { id: `order${no}`, email, total, processedAt: at })
    }
  }
}

const campaignId = (no: number): string => `week${no + 1}`
