import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import type { MailchimpAccount } from '../account.ts'
import { resource, uncounted } from '../collection.ts'
import type { Member } from '../member.ts'
import { type MemberActivity, memberActivity } from '../member-activity.ts'
import { notFound } from '../problem.ts'
import { vendorTime } from '../vendor-time.ts'
import { type AccountRoute, listRoute } from './route.ts'

/** What the older of the two calls tells at most. */
const LATEST = 50

/** What one member did, campaign by campaign: the feed, and the older call that it replaced. */
export const activityRoutes: readonly AccountRoute[] = [
  activityRoute('GET /lists/{list_id}/members/{subscriber_hash}/activity-feed', (request, member, found) => {
    const wanted = request.query.get('activity_filters')?.split(',')
    const rows = found.filter(({ kind }) => wanted?.includes(kind) ?? true)
    return uncounted(request, 'activity', rows, feedItem, {
      email_id: member.id,
      list_id: request.params.list_id,
    })
  }),
  activityRoute('GET /lists/{list_id}/members/{subscriber_hash}/activity', (request, member, found) => {
    const wanted = request.query.get('action')?.split(',')
    const rows = found.filter(({ kind }) => wanted?.includes(kind) ?? true).slice(0, LATEST)
    return resource(request, {
      activity: rows.map(oldItem),
      email_id: member.id,
      contact_id: member.contactId,
      list_id: request.params.list_id,
      total_items: rows.length,
    })
  }),
]

function activityRoute(
  route: string,
  handle: (request: EmulatorRequest, member: Member, found: readonly MemberActivity[]) => EmulatorReply,
): AccountRoute {
  return listRoute(route, (request, audience, account: MailchimpAccount) => {
    const member = audience.member(request.params.subscriber_hash ?? '')
    if (!member) return notFound()
    const until = account.now() - account.reportLagMs
    const about = { audienceId: audience.id, hash: member.id, until }
    return handle(request, member, memberActivity(account.campaigns.values(), about))
  })
}

const feedItem = ({ kind, at, campaign, detail }: MemberActivity): object => ({
  activity_type: kind,
  created_at_timestamp: vendorTime(at),
  campaign_id: campaign.id,
  campaign_title: campaign.title,
  ...(kind === 'click' && { link_clicked: detail }),
  ...(kind === 'bounce' && { bounce_type: detail }),
  ...(kind === 'unsub' && { unsubscribe_reason: detail, is_admin_unsubscribed: false }),
})

const oldItem = ({ kind, at, campaign, detail }: MemberActivity): object => ({
  action: kind,
  timestamp: vendorTime(at),
  campaign_id: campaign.id,
  title: campaign.title,
  ...(kind === 'click' && { url: detail }),
  ...(kind === 'bounce' && { type: detail }),
})
