import type { AcmeMember } from './acme-account.ts'
import { eraseDue } from './acme-account.ts'
import { type AcmeRoute, json, problem } from './acme-replies.ts'

const PAGE_SIZE = 100
const IDS_PAGE_SIZE = 1_000

export const acmeReadRoutes: readonly AcmeRoute[] = [
  {
    route: 'GET /account',
    handle: (_request, { scopes, members }) =>
      json(200, { id: 'acme-1', name: 'Acme Shop', tier: 'gold', scopes, members: members.size }),
  },
  {
    route: 'GET /members',
    handle: ({ query }, account) => {
      eraseDue(account)
      const since = Number(query.get('since') ?? 0)
      const until = Number(query.get('until'))
      const after = query.get('after') ?? ''
      const inside = [...account.members.values()].filter(m => m.changedAt >= since && m.changedAt <= until)
      const keyed = inside.map(member => ({ key: keyOf(member), member }))
      const rest = keyed.filter(({ key }) => key > after).sort((a, b) => (a.key < b.key ? -1 : 1))
      const page = rest.slice(0, PAGE_SIZE)
      return json(200, {
        members: page.map(({ member }) => shown(member)),
        next: rest.length > PAGE_SIZE ? page.at(-1)?.key : null,
        servedAt: account.world.clock.now(),
      })
    },
  },
  {
    route: 'GET /members/ids',
    handle: ({ query }, account) => {
      eraseDue(account)
      const after = query.get('after') ?? ''
      const rest = [...account.members.keys()].filter(id => id > after).sort()
      const page = rest.slice(0, IDS_PAGE_SIZE)
      return json(200, { ids: page, next: rest.length > IDS_PAGE_SIZE ? page.at(-1) : null })
    },
  },
  {
    route: 'POST /members/lookup',
    handle: ({ body }, { members }) =>
      json(
        200,
        (body as string[]).filter(id => members.has(id)),
      ),
  },
  { route: 'GET /campaigns', handle: (_request, { campaigns }) => json(200, campaigns) },
  { route: 'GET /products', handle: (_request, { products }) => json(200, products) },
  { route: 'GET /fields', handle: (_request, { fields }) => json(200, [...fields]) },
  {
    route: 'GET /tags',
    handle: (_request, { tags }) =>
      json(
        200,
        [...tags].map(([name, ids]) => ({ name, members: ids.size })),
      ),
  },
  {
    route: 'GET /tags/{tag}',
    handle: ({ params: { tag = '' } }, { tags, ruled }) =>
      tags.has(tag) ? json(200, { byRule: ruled.has(tag) }) : problem(404, 'No Such Tag'),
  },
  {
    route: 'GET /tags/{tag}/members',
    handle: ({ params }, { tags }) => json(200, [...(tags.get(params.tag ?? '') ?? [])]),
  },
  {
    route: 'GET /jobs/{job}',
    handle: ({ params }, { jobs, world }) => {
      const job = jobs[Number(params.job)]
      if (!job || job.fate === 'expires') return problem(404, 'No Such Job')
      if (world.clock.now() < job.dueAt) return json(200, { state: 'working' })
      if (job.fate === 'fails') return json(200, { state: 'failed' })
      return json(200, { state: 'done', ids: job.fate === 'loses-rows' ? job.ids.slice(1) : job.ids })
    },
  },
  {
    route: 'GET /erasures/{erasure}',
    handle: ({ params }, account) => {
      eraseDue(account)
      const erasure = account.erasures[Number(params.erasure)]
      if (!erasure) return problem(404, 'No Such Erasure')
      return json(200, { done: account.world.clock.now() >= erasure.dueAt })
    },
  },
]

const keyOf = ({ changedAt, id }: AcmeMember): string => `${String(changedAt).padStart(15, '0')} ${id}`

const shown = ({ id, email, mailable, optedOutOf, bounced, changedAt, fields, gone }: AcmeMember) => ({
  id,
  email,
  mailable,
  optedOutOf: [...optedOutOf],
  bounced,
  changedAt,
  fields: Object.fromEntries(fields),
  gone,
})
