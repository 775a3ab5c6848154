import { type BrevoRoute, invalid, json, notFound, nothing, pageOf, problem } from './replies.ts'

const EVENT_NAME = /^[A-Za-z0-9_-]{1,255}$/
const PAGES = { usual: 10, most: 50 }

/** The account itself, its attributes, folders, lists, campaigns and events. */
export const accountRoutes: readonly BrevoRoute[] = [
  {
    route: 'GET /account',
    handle: () =>
      json(200, {
        organization_id: '65c0000000000000000000b1',
        user_id: 1,
        enterprise: false,
        companyName: 'Emulated shop',
        email: 'owner@example.com',
        firstName: 'Ada',
        lastName: 'Adler',
        plan: [{ type: 'free', creditsType: 'sendLimit', credits: 300 }],
        relay: { enabled: false },
      }),
  },
  {
    route: 'GET /contacts/attributes',
    handle: (_request, { attributes }) =>
      json(200, { attributes: [...attributes].map(([name, attribute]) => ({ name, ...attribute })) }),
  },
  {
    route: 'POST /contacts/attributes/{attributeCategory}/{attributeName}',
    handle: ({ params, body }, { attributes }) => {
      const { attributeCategory: category = '', attributeName: name = '' } = params
      if (attributes.has(name)) return problem(400, 'duplicate_parameter', 'Attribute name must be unique')
      const { type, multiCategoryOptions } = body as { type?: string; multiCategoryOptions?: string[] }
      if (type === undefined) return problem(400, 'missing_parameter', 'type is missing')
      attributes.set(name, { category, type, ...(multiCategoryOptions && { multiCategoryOptions }) })
      return { status: 201 }
    },
  },
  {
    route: 'PUT /contacts/attributes/{attributeCategory}/{attributeName}',
    handle: ({ params, body }, { attributes }) => {
      const options = attributes.get(params.attributeName ?? '')?.multiCategoryOptions
      if (!options) return notFound('Attribute')
      options.push(...((body as { multiCategoryOptions?: string[] }).multiCategoryOptions ?? []))
      return nothing
    },
  },
  {
    route: 'GET /contacts/folders',
    handle: ({ query }, { folders }) => {
      const page = pageOf([...folders], query, PAGES)
      if ('problem' in page) return page.problem
      return json(200, { count: folders.size, folders: page.rows.map(([id, name]) => ({ id, name })) })
    },
  },
  {
    route: 'POST /contacts/folders',
    handle: ({ body }, account) => {
      const id = account.nextId()
      account.folders.set(id, (body as { name: string }).name)
      return json(201, { id })
    },
  },
  {
    route: 'GET /contacts/lists',
    handle: ({ query }, account) => {
      const page = pageOf([...account.lists], query, PAGES)
      if ('problem' in page) return page.problem
      const lists = page.rows.map(([id, { name, folderId }]) => {
        const members = account.listMembers(name).size
        return {
          id,
          name,
          folderId,
          totalBlacklisted: 0,
          totalSubscribers: members,
          uniqueSubscribers: members,
        }
      })
      return json(200, { count: account.lists.size, lists })
    },
  },
  {
    route: 'POST /contacts/lists',
    handle: ({ body }, account) => {
      const { name, folderId } = body as { name: string; folderId: number }
      if (!account.folders.has(folderId)) return invalid('Folder ID does not exist')
      const id = account.nextId()
      account.lists.set(id, { name, folderId })
      return json(201, { id })
    },
  },
  {
    route: 'GET /emailCampaigns',
    handle: ({ query }, { campaigns }) => {
      const page = pageOf(campaigns, query, { usual: 50, most: 100 })
      if ('problem' in page) return page.problem
      const rows = page.rows.map(({ id, name, subject, sentAt }) => {
        const sentDate = new Date(sentAt).toISOString()
        return { id, name, subject, sentDate, type: 'classic', status: 'sent', modifiedAt: sentDate }
      })
      return json(200, { count: campaigns.length, campaigns: rows })
    },
  },
  {
    route: 'POST /events',
    handle: ({ body }, { events }) => {
      const event = body as {
        event_name: string
        identifiers: { contact_id?: number }
        event_properties?: Record<string, unknown>
      }
      if (!EVENT_NAME.test(event.event_name)) return invalid('Invalid event_name')
      const { contact_id: contactId } = event.identifiers
      if (contactId === undefined) return problem(400, 'missing_parameter', 'identifiers is missing')
      events.push({ contactId, name: event.event_name, properties: event.event_properties ?? {} })
      return nothing
    },
  },
]
