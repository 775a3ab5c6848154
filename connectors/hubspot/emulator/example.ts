import { type ExampleSize, exampleMailings, examplePeople } from '@esplanade/connector-kit/emulator'
import { EMULATED_ACCESS_TOKEN } from './account-terms.ts'
import type { HubspotAccount } from './hubspot-account.ts'

const FIRST_CAMPAIGN = 1_000

/** The configuration of a connection to an emulator at this address. */
export function exampleConfig(url: string): { accessToken: string; baseUrl: string } {
  return { accessToken: EMULATED_ACCESS_TOKEN, baseUrl: url }
}

/** Fills a fresh account with contacts, eight mailings and orders, for rehearsals. */
export function seedExample(account: HubspotAccount, size: ExampleSize): void {
  for (const { no, name } of exampleMailings(size.now)) {
    account.addEmailCampaign({ id: FIRST_CAMPAIGN + no, name, subject: name })
  }
  for (const person of examplePeople(size)) {
    const { email, firstName, lastName, joinedAt: createdAt } = person
    const properties = { firstname: firstName, lastname: lastName }
    const contactId = account.addContact({ email, createdAt, properties })
    if (!person.subscribed) account.optOutOfAll(email, createdAt)
    for (const { mailing, openedAt } of person.received) {
      const mail = { recipient: email, campaignId: FIRST_CAMPAIGN + mailing.no }
      account.recordEmailEvent({ ...mail, type: 'SENT', at: mailing.sentAt })
      if (openedAt !== null) account.recordEmailEvent({ ...mail, type: 'OPEN', at: openedAt })
    }
    for (const { no, at, total } of person.orders) {
      account.addOrder({ name: `Order ${no}`, total: total.toFixed(2), contactId, createdAt: at })
    }
  }
}
