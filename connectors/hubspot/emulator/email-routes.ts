import type { EmulatorRoute } from '@esplanade/connector-kit/emulator'
import type { EmailCampaign } from './email-campaign.ts'
import { EMAIL_EVENT_TYPES, type LoggedEvent } from './email-event-log.ts'
import type { HubspotAccount } from './hubspot-account.ts'
import { errorReply, invalid } from './replies.ts'

const MAX_EVENTS_PAGE = 1_000
const DEFAULT_EVENTS_PAGE = 10
const APP_ID = 113

/** The legacy email events, which are still the only stream per recipient. */
export const emailRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'GET /email/public/v1/events',
    handle: ({ query }, account) => {
      const limit = readNumber(query, 'limit', DEFAULT_EVENTS_PAGE)
      if (!(limit >= 1 && limit <= MAX_EVENTS_PAGE)) {
        return invalid(`limit must be between 1 and ${MAX_EVENTS_PAGE}`)
      }
      const wanted = query.get('eventType')
      const type = EMAIL_EVENT_TYPES.find(known => known === wanted) ?? null
      if (wanted !== null && type === null) return invalid(`${wanted} is not an event type`)
      const offset = query.get('offset')
      const below = offset === null ? null : readOffset(offset)
      if (below === undefined) return invalid('offset is not one that this endpoint gave')
      const { events, hasMore } = account.emailEvents.page({
        start: readNumber(query, 'startTimestamp', 0),
        end: readNumber(query, 'endTimestamp', Number.MAX_SAFE_INTEGER),
        below,
        type,
        campaignId: query.has('campaignId') ? readNumber(query, 'campaignId', 0) : null,
        recipient: query.get('recipient')?.toLowerCase() ?? null,
        excludeFiltered: query.get('excludeFilteredEvents') === 'true',
        limit,
      })
      const last = events.at(-1)
      return {
        status: 200,
        body: {
          hasMore,
          ...(last && { offset: offsetOf(last) }),
          events: events.map(event => eventJson(account, event)),
        },
      }
    },
  },
  {
    route: 'GET /email/public/v1/campaigns/by-id',
    handle: ({ query }, account) => {
      const limit = readNumber(query, 'limit', DEFAULT_EVENTS_PAGE)
      const after = Number(query.get('offset') ?? 0)
      const rest = [...account.campaigns.values()].sort((a, b) => a.id - b.id).filter(({ id }) => id > after)
      const page = rest.slice(0, limit)
      return {
        status: 200,
        body: {
          hasMore: rest.length > page.length,
          offset: String(page.at(-1)?.id ?? after),
          campaigns: page.map(({ id, updatedAt }) => ({
            id,
            appId: APP_ID,
            appName: 'Batch',
            ...(updatedAt !== undefined && { lastUpdatedTime: updatedAt }),
          })),
        },
      }
    },
  },
  {
    route: 'GET /email/public/v1/campaigns/{campaignId}',
    handle: ({ params }, account) => {
      const campaign = account.campaigns.get(Number(params.campaignId))
      return campaign
        ? { status: 200, body: campaignJson(campaign) }
        : errorReply(404, 'OBJECT_NOT_FOUND', `No campaign ${params.campaignId}.`)
    },
  },
]

function eventJson(account: HubspotAccount, event: LoggedEvent): Record<string, unknown> {
  const { id, at, type, recipient, campaignId, sentBy, url, filtered, bounce } = event
  const every = { id, created: at, type, recipient, portalId: account.portalId }
  // It is told of an address, and of no mail.
  if (type === 'UNBOUNCE') return every
  return {
    ...every,
    appId: APP_ID,
    appName: 'Batch',
    emailCampaignId: campaignId,
    ...(sentBy && { sentBy }),
    ...(url !== undefined && { url }),
    ...((type === 'OPEN' || type === 'CLICK') && { filteredEvent: filtered }),
    ...(bounce && {
      category: bounce === 'hard' ? 'UNKNOWN_USER' : 'MAILBOX_FULL',
      status: bounce === 'hard' ? '5.1.1' : '4.2.2',
      response: bounce === 'hard' ? '550 5.1.1 No such user' : '452 4.2.2 The mailbox is full',
    }),
    ...(type === 'DROPPED' && { dropReason: 'PREVIOUSLY_BOUNCED' }),
    ...(type === 'STATUSCHANGE' && {
      portalSubscriptionStatus: 'UNSUBSCRIBED',
      requestedBy: recipient,
      source: 'SOURCE_RECIPIENT',
    }),
  }
}

const campaignJson = ({ id, name, subject, sentAt }: EmailCampaign) => ({
  ...(sentAt !== undefined && { lastProcessingStartedAt: sentAt, lastProcessingFinishedAt: sentAt }),
  id,
  name,
  subject,
  appId: APP_ID,
  type: 'BATCH_EMAIL',
})

const offsetOf = ({ at, seq }: LoggedEvent): string => Buffer.from(`${at}:${seq}`).toString('base64url')

function readOffset(offset: string): { at: number; seq: number } | undefined {
  const match = /^(\d+):(\d+)$/.exec(Buffer.from(offset, 'base64url').toString())
  return match ? { at: Number(match[1]), seq: Number(match[2]) } : undefined
}

const readNumber = (query: URLSearchParams, name: string, fallback: number): number => {
  const text = query.get(name)
  return text === null ? fallback : Number(text)
}
