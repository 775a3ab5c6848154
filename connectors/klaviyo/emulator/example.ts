import { type ExampleSize, examplePeople } from '@esplanade/connector-kit/emulator'
import { messageId } from './catalogue.ts'
import { EMULATED_API_KEY, type KlaviyoAccount } from './klaviyo-account.ts'

/** The configuration of a connection to an emulator at this address. */
export function exampleConfig(url: string): { apiKey: string; baseUrl: string } {
  return { apiKey: EMULATED_API_KEY, baseUrl: url }
}

/** Fills a fresh account with profiles, mail events and orders, for rehearsals. */
export function seedExample(account: KlaviyoAccount, size: ExampleSize): void {
  const messages = new Map<number, string>()
  const messageOf = ({ no, name, sentAt }: { no: number; name: string; sentAt: number }): string => {
    const known = messages.get(no)
    if (known !== undefined) return known
    const campaign = account.catalogue.addCampaign({ name, subjects: [name], sentAt }, sentAt)
    messages.set(no, messageId(campaign, 0))
    return messageId(campaign, 0)
  }
  for (const person of examplePeople(size)) {
    const { no, email, joinedAt, subscribed } = person
    const { id: profileId } = account.addProfile({
      email,
      attributes: { first_name: person.firstName, last_name: person.lastName },
      subscriptions: { email: { consent: subscribed ? 'SUBSCRIBED' : 'UNSUBSCRIBED', at: joinedAt } },
      created: joinedAt,
    })
    const record = (metric: string, key: string, at: number, properties: Record<string, unknown>) =>
      account.recordEvent({ metric, profileId, at, properties, uniqueId: `${key}-${no}` })
    for (const { mailing, openedAt } of person.received) {
      const properties = { $message: messageOf(mailing), 'Campaign Name': mailing.name }
      record('Received Email', `sent${mailing.no}`, mailing.sentAt, properties)
      if (openedAt !== null) {
        record('Opened Email', `open${mailing.no}`, openedAt, { ...properties, machine_open: false })
      }
    }
    for (const order of person.orders) {
      record('Placed Order', `order${order.no}`, order.at, { $value: order.total, OrderId: String(order.no) })
    }
  }
}
