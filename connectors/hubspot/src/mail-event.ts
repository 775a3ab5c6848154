import { instant, type PulledEvent, type Value } from '@esplanade/connector-kit'
import { z } from 'zod'

const referenceSchema = z.object({ id: z.string(), created: z.number().optional() })

/** A legacy email event, as far as it is used. Rarer types lack most fields, so none is required here. */
export const mailEventSchema = z.object({
  type: z.string(),
  id: z.string().optional(),
  created: z.number().optional(),
  recipient: z.string().optional(),
  emailCampaignId: z.number().optional(),
  sentBy: referenceSchema.nullish(),
  url: z.string().optional(),
  /** A bot or the company's own staff. */
  filteredEvent: z.boolean().optional(),
  /** Of a bounce: the mail server's enhanced code. */
  status: z.string().optional(),
  portalSubscriptionStatus: z.string().optional(),
  subscriptions: z.array(z.object({ status: z.string().optional() })).optional(),
})
export type MailEvent = z.output<typeof mailEventSchema>

const TYPES: Readonly<Record<string, string>> = {
  SENT: 'email_sent',
  DELIVERED: 'email_delivered',
  OPEN: 'email_opened',
  CLICK: 'email_clicked',
  BOUNCE: 'email_bounced',
  SPAMREPORT: 'email_complained',
  STATUSCHANGE: 'email_unsubscribed',
}

/** None for an event that says nothing about a person: steps of a send, and resubscriptions. */
export function toPulledEvents(event: MailEvent): PulledEvent[] {
  const type = TYPES[event.type]
  const { id, created, recipient } = event
  if (type === undefined || id === undefined || created === undefined || !recipient) return []
  if (event.type === 'STATUSCHANGE' && !isOptOut(event)) return []
  const sourceId = nameOf({ id, created })
  const who = [{ kind: 'email' as const, value: recipient }]
  const properties = propertiesOf(event, sourceId)
  return [{ kind: 'event', type, sourceId, at: instant(created), who, properties }]
}

/** An event is unique by both: the vendor uses an id again. */
const nameOf = ({ id, created }: { readonly id: string; readonly created: number }) => `${id}:${created}`

function propertiesOf(event: MailEvent, name: string): Record<string, Value> {
  const { emailCampaignId, sentBy, url, filteredEvent, status } = event
  // A message is its SENT event: that one names itself, the others point to it.
  const sent = sentBy?.created === undefined ? undefined : nameOf({ ...sentBy, created: sentBy.created })
  const message = event.type === 'SENT' ? name : sent
  return {
    machine: filteredEvent ?? false,
    ...(message !== undefined && { message }),
    ...(emailCampaignId !== undefined && { campaign: String(emailCampaignId) }),
    ...(event.type === 'CLICK' && url !== undefined && { url }),
    // 4.x.x says "try again later", anything else is final.
    ...(event.type === 'BOUNCE' && { bounce: status?.startsWith('4') ? 'soft' : 'hard' }),
  }
}

const isOptOut = ({ portalSubscriptionStatus, subscriptions }: MailEvent): boolean =>
  portalSubscriptionStatus === 'UNSUBSCRIBED' ||
  (subscriptions ?? []).some(({ status }) => status === 'UNSUBSCRIBED')
