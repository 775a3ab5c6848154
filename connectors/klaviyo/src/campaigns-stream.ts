import {
  type Channel,
  changesStream,
  hours,
  type PulledCampaign,
  recordOf,
  seconds,
  textOf,
} from '@esplanade/connector-kit'
import type { Context, KlaviyoClient, KlaviyoStream } from './client.ts'
import { toInstant } from './contact.ts'
import { filterTime, type KlaviyoPage, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

/** The listing refuses to go over all channels at once. */
const CHANNELS = ['email', 'sms'] as const satisfies readonly Channel[]
const TIE_MS = seconds(1)
/** Sending moves a campaign's update time; some pages read twice are cheaper than a subject never known. */
const LATE_MS = hours(1)
const SENT = ['Sent', 'Sending', 'Sending Segments', 'Variations Sent']

type Campaigns = Awaited<ReturnType<KlaviyoClient['campaigns']['getCampaigns']>>['body']
type Campaign = Campaigns['data'][number]
type Included = NonNullable<Campaigns['included']>[number]

/**
 * Campaigns by their last update. Whether a mail event names its campaign or the message of it (of which an
 * A/B test has several) is unconfirmed, so both are told: each name leads to its subject.
 */
export const campaignsStream: KlaviyoStream = changesStream({
  name: 'campaigns',
  walks: (context: Context) =>
    CHANNELS.map(channel => ({
      name: channel,
      tieMs: TIE_MS,
      lateMs: LATE_MS,
      timeOf: ({ attributes }: Campaign) => attributes.updatedAt.getTime(),
      pages: (from, until) => changedCampaigns(context, channel, from, until),
      itemsOf: ({ items, included }: KlaviyoPage<Campaign, Included>) => {
        const messages = new Map(included.map(message => [message.id, message]))
        return items.flatMap(item => told(item, channel, messages))
      },
    })),
})

const changedCampaigns = (context: Context, channel: Channel, from: number | undefined, until: number) => {
  const filter = [
    `equals(messages.channel,'${channel}')`,
    ...(from === undefined ? [] : [`greater-than(updated_at,${filterTime(from)})`]),
    `less-than(updated_at,${filterTime(until + TIE_MS)})`,
  ].join(',')
  return walkCollection<Campaign, Included>(context, ROUTES.campaigns, ({ campaigns }, page) =>
    campaigns.getCampaigns(filter, { sort: 'updated_at', include: ['campaign-messages'], ...page }),
  )
}

function told(
  { id, attributes, relationships }: Campaign,
  channel: Channel,
  messages: ReadonlyMap<string, Included>,
): PulledCampaign[] {
  const { name, status, sendTime, updatedAt } = attributes
  const ids = relationships?.campaignMessages?.data?.map(message => message.id) ?? []
  const subjects = ids.map(message => subjectOf(messages.get(message)))
  const sentAt = sendTime && SENT.includes(String(status)) ? toInstant(sendTime) : null
  const shared = { kind: 'campaign', name, channel, sentAt, changedAt: toInstant(updatedAt) } as const
  const common = subjects.every(subject => subject === subjects[0]) ? (subjects[0] ?? null) : null
  return [
    { ...shared, id, subject: common },
    ...ids.map((message, at) => ({ ...shared, id: message, subject: subjects[at] ?? null })),
  ]
}

/** The SDK types the content of four channels; only e-mail has a subject. */
function subjectOf(message: Included | undefined): string | null {
  const { definition } = recordOf(message?.attributes) ?? {}
  return textOf(recordOf(recordOf(definition)?.content)?.subject) || null
}
