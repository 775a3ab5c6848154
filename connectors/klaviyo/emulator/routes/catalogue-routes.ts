import type { EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { type Campaign, type CatalogItem, messageId, type Segment } from '../catalogue.ts'
import { allowParameters, comparePositions, readPageQuery, readSort, takePage } from '../collection-query.ts'
import { type FilterFields, meets, parseFilter } from '../filter.ts'
import { collection, invalid, isoTime, isoTimeOrNull, type Resource, selfLink } from '../json-api.ts'
import { route } from './route.ts'

const TIMES = ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than']
const CAMPAIGN_FILTERS: FilterFields = {
  id: { list: ['any'] },
  'messages.channel': { single: ['equals'] },
  status: { single: ['equals'], list: ['any', 'equals'] },
  created_at: { single: TIMES, type: 'date-time' },
  scheduled_at: { single: TIMES, type: 'date-time' },
  updated_at: { single: TIMES, type: 'date-time' },
}
const SEGMENT_FILTERS: FilterFields = { id: { list: ['any', 'equals'] }, name: { list: ['any', 'equals'] } }

export const catalogueRoutes = [
  route('GET /api/campaigns', (request, { catalogue }) => {
    allowParameters(request, ['filter', 'sort', 'include', 'page[size]', 'page[cursor]'])
    const page = readPageQuery(request, { standard: 100, maximum: 100 })
    const { by, descending } = readSort(request, ['id', 'name', 'created_at', 'updated_at'], 'id')
    const conditions = parseFilter(request.query.get('filter'), CAMPAIGN_FILTERS)
    if (!conditions.some(({ field }) => field === 'messages.channel')) {
      throw invalid('A channel filter is required to list campaigns.', { parameter: 'filter' })
    }
    const key = (campaign: Campaign) => fieldOf(campaign, by) ?? 0
    const sorted = catalogue.campaigns.toSorted((a, b) => comparePositions([key(a), a.id], [key(b), b.id]))
    const { rows, next } = takePage(
      sorted,
      row => [key(row), row.id],
      page,
      descending,
      row => conditions.every(condition => meets(condition, fieldOf(row, condition.field))),
    )
    const data = rows.map(row => campaignResource(request, row))
    if (request.query.get('include') !== 'campaign-messages') return collection(request, data, next)
    const reply = collection(request, data, next)
    const included = rows.flatMap(row => row.subjects.map((_, no) => messageResource(request, row, no)))
    return { ...reply, body: { ...(reply.body as object), included } }
  }),

  route('GET /api/catalog-items', (request, { catalogue }) => {
    allowParameters(request, ['sort', 'page[size]', 'page[cursor]'])
    const page = readPageQuery(request, { standard: 100, maximum: 100 })
    const { descending } = readSort(request, ['created'], 'created')
    const position = (item: CatalogItem) => [item.created, item.id] as const
    const sorted = catalogue.items.toSorted((a, b) => comparePositions(position(a), position(b)))
    const { rows, next } = takePage(sorted, position, page, descending, () => true)
    return collection(
      request,
      rows.map(row => itemResource(request, row)),
      next,
    )
  }),

  route('GET /api/segments', (request, { catalogue }) => {
    allowParameters(request, ['filter', 'sort', 'page[size]', 'page[cursor]', 'fields[segment]'])
    const page = readPageQuery(request, { standard: 10, maximum: 10 })
    const conditions = parseFilter(request.query.get('filter'), SEGMENT_FILTERS)
    const { rows, next } = takePage(
      catalogue.segments,
      row => [row.id, row.id],
      page,
      false,
      row => conditions.every(condition => meets(condition, row[condition.field as 'id' | 'name'])),
    )
    return collection(
      request,
      rows.map(row => segmentResource(request, row)),
      next,
    )
  }),
]

const statusOf = ({ sentAt }: Campaign): string => (sentAt === null ? 'Draft' : 'Sent')

function fieldOf(campaign: Campaign, field: string): string | number | null {
  switch (field) {
    case 'id':
      return campaign.id
    case 'name':
      return campaign.name
    case 'messages.channel':
      return campaign.channel
    case 'status':
      return statusOf(campaign)
    case 'created_at':
      return campaign.created
    case 'updated_at':
      return campaign.updated
    default:
      return campaign.sentAt
  }
}

function campaignResource(request: EmulatorRequest, campaign: Campaign): Resource {
  const { id, name, sentAt, created, updated, subjects } = campaign
  const self = selfLink(request, `/api/campaigns/${id}`)
  const messages = `${self}/relationships/campaign-messages`
  return {
    type: 'campaign',
    id,
    attributes: {
      name,
      status: statusOf(campaign),
      archived: false,
      audiences: { included: [], excluded: [] },
      send_options: { use_smart_sending: true },
      tracking_options: null,
      send_strategy: { method: 'immediate' },
      created_at: isoTime(created),
      scheduled_at: isoTimeOrNull(sentAt),
      updated_at: isoTime(updated),
      send_time: isoTimeOrNull(sentAt),
    },
    relationships: {
      'campaign-messages': {
        data: subjects.map((_, no) => ({ type: 'campaign-message', id: messageId(campaign, no) })),
        links: { self: messages, related: `${self}/campaign-messages` },
      },
    },
    links: { self },
  }
}

function messageResource(request: EmulatorRequest, campaign: Campaign, no: number): Resource {
  const { created, updated, channel, name } = campaign
  const id = messageId(campaign, no)
  const self = selfLink(request, `/api/campaign-messages/${id}`)
  const definition =
    channel === 'email'
      ? { channel, label: name, content: { subject: campaign.subjects[no] ?? '', preview_text: '' } }
      : { channel, content: { body: campaign.subjects[no] ?? '' } }
  return {
    type: 'campaign-message',
    id,
    attributes: {
      definition,
      send_times: campaign.sentAt === null ? [] : [{ datetime: isoTime(campaign.sentAt), is_local: false }],
      created_at: isoTime(created),
      updated_at: isoTime(updated),
    },
    relationships: {
      campaign: {
        data: { type: 'campaign', id: campaign.id },
        links: { self: `${self}/relationships/campaign`, related: `${self}/campaign` },
      },
    },
    links: { self },
  }
}

function itemResource(request: EmulatorRequest, item: CatalogItem): Resource {
  const { id, externalId, title, price, url, image, created } = item
  return {
    type: 'catalog-item',
    id,
    attributes: {
      external_id: externalId,
      title,
      description: null,
      price: price ?? null,
      url: url ?? null,
      image_full_url: image ?? null,
      image_thumbnail_url: null,
      images: [],
      custom_metadata: {},
      published: true,
      created: isoTime(created),
      updated: isoTime(created),
    },
    links: { self: selfLink(request, `/api/catalog-items/${encodeURIComponent(id)}`) },
  }
}

function segmentResource(request: EmulatorRequest, { id, name, created }: Segment): Resource {
  return {
    type: 'segment',
    id,
    attributes: {
      name,
      definition: { condition_groups: [] },
      created: isoTime(created),
      updated: isoTime(created),
      is_active: true,
      is_processing: false,
      is_starred: false,
    },
    links: { self: selfLink(request, `/api/segments/${id}`) },
  }
}
