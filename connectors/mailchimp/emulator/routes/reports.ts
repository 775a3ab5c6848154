import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import type { Campaign, Person } from '../campaign.ts'
import { collection } from '../collection.ts'
import { notFound } from '../problem.ts'
import { readTime, vendorTime } from '../vendor-time.ts'
import type { AccountRoute } from './route.ts'

export const reportRoutes: readonly AccountRoute[] = [
  {
    route: 'GET /campaigns',
    handle: (request, account) => {
      const { query } = request
      const status = query.get('status')
      const list = query.get('list_id')
      const since = readTime(query.get('since_send_time')) ?? Number.NEGATIVE_INFINITY
      const before = readTime(query.get('before_send_time')) ?? Number.POSITIVE_INFINITY
      const found = [...account.campaigns.values()].filter(
        campaign =>
          (status === null || campaign.status === status) &&
          (list === null || campaign.audienceId === list) &&
          campaign.sendTime > since &&
          campaign.sendTime < before,
      )
      if (query.get('sort_field') === 'send_time') found.sort((a, b) => a.sendTime - b.sendTime)
      if (query.get('sort_dir') === 'DESC') found.reverse()
      return collection(request, 'campaigns', found, campaignResource)
    },
  },
  reportRoute('GET /reports/{campaign_id}/sent-to', (request, campaign, until) => {
    const recipients = campaign.recipients.map((person, index) => ({ person, index }))
    return collection(
      request,
      'sent_to',
      recipients,
      ({ person, index }) => ({
        ...who(campaign, person),
        status: campaign.bounced.get(index) ?? 'sent',
        open_count: campaign.activityOf(index, until).filter(({ action }) => action === 'open').length,
      }),
      { campaign_id: campaign.id },
    )
  }),
  reportRoute('GET /reports/{campaign_id}/email-activity', (request, campaign, until) => {
    const since = readTime(request.query.get('since'))
    const indexes = [...campaign.recipients.keys()].filter(
      index => since === undefined || campaign.hasActivity(index, until, since),
    )
    return collection(
      request,
      'emails',
      indexes,
      index => ({
        ...who(campaign, campaign.recipients[index] as Person),
        activity: campaign.activityOf(index, until, since).map(({ action, at, detail }) => ({
          action,
          timestamp: vendorTime(at),
          ...(action === 'bounce' && { type: detail }),
          ...(action === 'click' && { url: detail }),
          ...(action !== 'bounce' && { ip: IP }),
        })),
      }),
      { campaign_id: campaign.id },
    )
  }),
  reportRoute('GET /reports/{campaign_id}/open-details', (request, campaign, until) => {
    const since = readTime(request.query.get('since'))
    const opened = campaign.recipients
      .map((person, index) => {
        const activity = campaign.activityOf(index, until, since)
        return { person, opens: activity.filter(({ action }) => action === 'open') }
      })
      .filter(({ opens }) => opens.length > 0)
    return collection(
      request,
      'members',
      opened,
      ({ person, opens }) => ({
        ...who(campaign, person),
        opens_count: opens.length,
        opens: opens.map(({ at }) => ({ timestamp: vendorTime(at) })),
      }),
      { campaign_id: campaign.id, total_opens: opened.reduce((sum, { opens }) => sum + opens.length, 0) },
    )
  }),
  reportRoute('GET /reports/{campaign_id}/unsubscribed', (request, campaign, until) =>
    collection(
      request,
      'unsubscribes',
      campaign.unsubscribes.filter(({ at }) => at <= until),
      ({ person, at, reason }) => ({ ...who(campaign, person), timestamp: vendorTime(at), reason }),
      { campaign_id: campaign.id },
    ),
  ),
  reportRoute('GET /reports/{campaign_id}/abuse-reports', (request, campaign, until) =>
    collection(
      request,
      'abuse_reports',
      campaign.complaints.filter(({ at }) => at <= until),
      ({ id, person, at }) => ({ id, ...who(campaign, person), date: vendorTime(at) }),
      { campaign_id: campaign.id },
    ),
  ),
]

function reportRoute(
  route: string,
  /** `until` is up to where the report has got. */
  handle: (request: EmulatorRequest, campaign: Campaign, until: number) => EmulatorReply,
): AccountRoute {
  return {
    route,
    handle: (request, account) => {
      const campaign = account.campaigns.get(request.params.campaign_id ?? '')
      return campaign ? handle(request, campaign, account.now() - account.reportLagMs) : notFound()
    },
  }
}

/** Of nobody: an address that is kept for documentation. */
const IP = '203.0.113.7'

const who = (campaign: Campaign, person: Person): object => ({
  campaign_id: campaign.id,
  list_id: campaign.audienceId,
  list_is_active: true,
  email_id: person.hash,
  email_address: person.email,
})

const campaignResource = (campaign: Campaign): object => ({
  id: campaign.id,
  type: 'regular',
  status: campaign.status,
  emails_sent: campaign.recipients.length,
  send_time: vendorTime(campaign.sendTime),
  recipients: { list_id: campaign.audienceId, list_is_active: true },
  settings: { subject_line: campaign.subject, title: campaign.title },
})
