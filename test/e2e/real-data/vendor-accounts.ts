import { type RunningEmulator, startEmulator } from '@esplanade/connector-kit/emulator'
import type { Clock } from '@esplanade/core/schema'
import { type HubspotAccount, hubspotEmulator } from '@esplanade/hubspot/emulator'
import { type KlaviyoAccount, klaviyoEmulator } from '@esplanade/klaviyo/emulator'
import { type MailchimpAccount, mailchimpEmulator } from '@esplanade/mailchimp/emulator'
import { groupBy, type InvoiceLine, type Purchase, type Send } from './data-sets.ts'

/** The address of a customer or recipient; the three data sets share their numbers, so some people are in two or three vendors. */
export const addressOf = (person: number): string => `p${person}@real.example`

/** One order made of an invoice's lines; a cancellation or a worthless one is none. */
export interface Invoice {
  readonly id: string
  readonly customer: number
  readonly at: number
  readonly cents: number
}

export function invoicesOf(lines: readonly InvoiceLine[]): Invoice[] {
  const byInvoice = new Map<string, InvoiceLine[]>()
  for (const line of lines) byInvoice.set(line.invoice, [...(byInvoice.get(line.invoice) ?? []), line])
  return [...byInvoice].flatMap(([id, own]) => {
    const [first] = own
    const cents = Math.round(
      own.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice * 100, 0),
    )
    return first === undefined || id.startsWith('C') || cents <= 0
      ? []
      : [{ id, customer: first.customer, at: first.at, cents }]
  })
}

/** CDNOW's purchases as Placed Order events of Klaviyo profiles. */
export async function cdnowInKlaviyo(
  purchases: readonly Purchase[],
  clock: Clock,
): Promise<RunningEmulator<KlaviyoAccount>> {
  const emulator = await startEmulator(klaviyoEmulator, { clock })
  for (const [customer, own] of groupBy(purchases, purchase => purchase.customer)) {
    const created = Math.min(...own.map(({ at }) => at))
    const profile = emulator.state.addProfile({
      email: addressOf(customer),
      created,
      subscriptions: { email: { consent: 'SUBSCRIBED', at: created } },
    })
    own.forEach(({ at, cents }, index) => {
      emulator.state.recordEvent({
        metric: 'Placed Order',
        profileId: profile.id,
        at,
        properties: { $value: cents / 100, OrderId: `cdnow-${customer}-${index}` },
        uniqueId: `cdnow-${customer}-${index}`,
      })
    })
  }
  return emulator
}

/** Online Retail's invoices as orders of HubSpot contacts. */
export async function retailInHubspot(
  invoices: readonly Invoice[],
  clock: Clock,
): Promise<RunningEmulator<HubspotAccount>> {
  const emulator = await startEmulator(hubspotEmulator, { clock })
  for (const [customer, own] of groupBy(invoices, invoice => invoice.customer)) {
    const contactId = emulator.state.addContact({
      email: addressOf(customer),
      createdAt: Math.min(...own.map(({ at }) => at)),
      properties: {},
    })
    for (const { id, cents, at } of own) {
      emulator.state.addOrder({
        name: id,
        total: (cents / 100).toFixed(2),
        contactId,
        createdAt: at,
        properties: { hs_external_created_date: new Date(at).toISOString() },
      })
    }
  }
  return emulator
}

/** The e-mail log as campaigns and their reports in a Mailchimp audience. */
export async function mailInMailchimp(
  sends: readonly Send[],
  clock: Clock,
): Promise<RunningEmulator<MailchimpAccount>> {
  const emulator = await startEmulator(mailchimpEmulator, { clock })
  const account = emulator.state
  const audience = account.addAudience({ name: 'Readers' })
  for (const [mailshot, [first]] of groupBy(sends, send => send.mailshot)) {
    if (first !== undefined)
      account.addCampaign({
        id: `m${mailshot}`,
        audienceId: audience.id,
        title: `Mailshot ${mailshot}`,
        subject: 'News',
        sendTime: first.sentAt,
      })
  }
  for (const [recipient, own] of groupBy(sends, send => send.recipient)) {
    const email = addressOf(recipient)
    account.addMember(audience.id, { email, timestampOpt: Math.min(...own.map(({ sentAt }) => sentAt)) })
    for (const { mailshot, sentAt, openedAt, clickedAt, unsubscribed } of own) {
      const campaign = `m${mailshot}`
      account.recordSend(campaign, email)
      if (openedAt !== null) account.recordOpen(campaign, email, openedAt)
      if (clickedAt !== null) account.recordClick(campaign, email, clickedAt, 'https://real.example/')
      if (unsubscribed) account.recordUnsubscribe(campaign, email, openedAt ?? sentAt)
    }
  }
  return emulator
}
