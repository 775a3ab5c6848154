import { type ExampleSize, exampleMailings, examplePeople } from '@esplanade/connector-kit/emulator'
import { type BrevoAccount, EMULATED_API_KEY } from './brevo-account.ts'

/** The configuration of a connection to an emulator at this address. */
export function exampleConfig(url: string): { apiKey: string; baseUrl: string } {
  return { apiKey: EMULATED_API_KEY, baseUrl: url }
}

/** Fills a fresh account with contacts and campaigns, for rehearsals. */
export function seedExample(account: BrevoAccount, size: ExampleSize): void {
  for (const { no, name, sentAt } of exampleMailings(size.now))
    account.campaigns.push({ id: no + 1, name, subject: name, sentAt })
  for (const { email, firstName, lastName, subscribed, joinedAt } of examplePeople(size)) {
    const attributes = { FIRSTNAME: firstName, LASTNAME: lastName }
    account.addContact({ email, emailBlacklisted: !subscribed, attributes, at: joinedAt })
  }
}
