import type { Channel, PulledCampaign, Stream } from '@esplanade/connector-kit'
import { z } from 'zod'
import { answered, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { toInstant } from './contact.ts'
import { filterTime, type KlaviyoContext, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

/** The listing refuses to go over all channels at once. */
const CHANNELS = ['email', 'sms'] as const satisfies readonly Channel[]
const SECOND_MS = 1_000
/** Sending moves a campaign's update time; some pages read twice are cheaper than a subject never known. */
const LATE_MS = 3_600_000
const SENT = ['Sent', 'Sending', 'Sending Segments', 'Variations Sent']

/** Per channel: updates up to here were read. */
const checkpointSchema = z.partialRecord(z.enum(CHANNELS), z.number())

/**
 * Campaigns by their last update. Whether a mail event names its campaign or the message of it (of which an
 * A/B test has several) is unconfirmed, so both are told: each name leads to its subject.
 */
export const campaignsStream: Stream<KlaviyoConfig, KlaviyoClient> = {
  name: 'campaigns',
  async *pull(context, { checkpoint: given, until }) {
    let checkpoint = checkpointSchema.safeParse(given).data ?? {}
    for (const channel of CHANNELS) {
      let begun: number | undefined
      for await (const { items, included, servedAt } of walk(context, channel, checkpoint[channel], until)) {
        begun ??= servedAt
        const newest = Number(items.at(-1)?.attributes.updatedAt ?? Number.NaN)
        if (newest > 0) checkpoint = { ...checkpoint, [channel]: newest - SECOND_MS }
        const messages = new Map(included.map(message => [message.id, message]))
        yield { items: items.flatMap(item => told(item, channel, messages)), checkpoint }
      }
      if (begun) checkpoint = { ...checkpoint, [channel]: Math.min(begun, until) - LATE_MS }
    }
    yield { items: [], checkpoint }
  },
}

type Campaigns = Awaited<ReturnType<KlaviyoClient['campaigns']['getCampaigns']>>['body']
type Campaign = Campaigns['data'][number]
type Included = NonNullable<Campaigns['included']>[number]

const walk = (context: KlaviyoContext, channel: Channel, from: number | undefined, until: number) =>
  walkCollection<Campaign, Included>(context, ROUTES.campaigns, page =>
    answered(
      context.client.campaigns.getCampaigns(
        [
          `equals(messages.channel,'${channel}')`,
          ...(from === undefined ? [] : [`greater-than(updated_at,${filterTime(from)})`]),
          `less-than(updated_at,${filterTime(until + SECOND_MS)})`,
        ].join(','),
        { sort: 'updated_at', include: ['campaign-messages'], ...page },
      ),
    ),
  )

function told(
  { id, attributes, relationships }: Campaign,
  channel: Channel,
  messages: ReadonlyMap<string, Included>,
): PulledCampaign[] {
  const { name, status, sendTime, updatedAt } = attributes
  const ids = relationships?.campaignMessages?.data?.map(message => message.id) ?? []
  const subjects = ids.map(message => subjectOf(messages.get(message)))
  const shared = {
    kind: 'campaign',
    name,
    channel,
    sentAt: sendTime && SENT.includes(String(status)) ? toInstant(sendTime) : null,
    changedAt: toInstant(updatedAt),
  } as const
  const common = subjects.every(subject => subject === subjects[0]) ? (subjects[0] ?? null) : null
  return [
    { ...shared, id, subject: common },
    ...ids.map((message, at) => ({ ...shared, id: message, subject: subjects[at] ?? null })),
  ]
}

/** The SDK types the content of four channels; only e-mail has a subject. */
function subjectOf(message: Included | undefined): string | null {
  const { definition } = (message?.attributes ?? {}) as {
    definition?: { content?: { subject?: unknown } } | null
  }
  const subject = definition?.content?.subject
  return typeof subject === 'string' && subject !== '' ? subject : null
}
