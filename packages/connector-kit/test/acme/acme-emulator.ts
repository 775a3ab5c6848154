import type {
  EmulatorDefinition,
  EmulatorReply,
  EmulatorRoute,
  EmulatorWorld,
} from '../../testing/emulator/index.ts'
import { acmeLimits } from './acme-limits.ts'

export const ACME_KEY = 'acme-key-1234567890'
const PAGE_SIZE = 100
const JOB_MS = 3_000

export interface AcmeMember {
  readonly id: string
  readonly email: string
  mailable: boolean
  changedAt: number
  readonly fields: Map<string, string>
}

/** A made-up vendor: one container, cursors, a bulk write with an answer per row, tags by jobs, opt-outs unanswered. */
export interface AcmeAccount {
  readonly world: EmulatorWorld
  readonly members: Map<string, AcmeMember>
  readonly fields: Set<string>
  /** Tag names to members. */
  readonly tags: Map<string, Set<string>>
  readonly jobs: { readonly dueAt: number; readonly ids: readonly string[] }[]
}

const json = (status: number, body: unknown): EmulatorReply => ({ status, body })
const problem = (status: number, title: string): EmulatorReply => json(status, { title, detail: `${title}.` })

const routes: readonly EmulatorRoute<AcmeAccount>[] = [
  { route: 'GET /account', handle: () => json(200, { id: 'acme-1', name: 'Acme Shop' }) },
  {
    route: 'GET /members',
    handle: ({ query }, { members }) => {
      const since = Number(query.get('since') ?? 0)
      const until = Number(query.get('until'))
      const after = query.get('after') ?? ''
      const inside = [...members.values()].filter(m => m.changedAt >= since && m.changedAt <= until)
      const keyed = inside.map(m => ({ key: `${String(m.changedAt).padStart(15, '0')} ${m.id}`, member: m }))
      const rest = keyed.filter(({ key }) => key > after).sort((a, b) => (a.key < b.key ? -1 : 1))
      const page = rest.slice(0, PAGE_SIZE)
      return json(200, {
        members: page.map(({ member: { id, email, mailable, changedAt } }) => ({
          id,
          email,
          mailable,
          changedAt,
        })),
        next: rest.length > PAGE_SIZE ? page.at(-1)?.key : null,
      })
    },
  },
  { route: 'GET /fields', handle: (_request, { fields }) => json(200, [...fields]) },
  {
    route: 'POST /fields',
    handle: ({ body }, { fields }) => {
      for (const name of body as string[]) fields.add(name)
      return json(201, [...fields])
    },
  },
  {
    route: 'GET /tags/{tag}',
    handle: ({ params }, { tags }) =>
      tags.has(params.tag ?? '') ? json(200, {}) : problem(404, 'No Such Tag'),
  },
  {
    route: 'PUT /tags/{tag}',
    handle: ({ params }, { tags }) => {
      tags.set(params.tag ?? '', new Set())
      return json(201, {})
    },
  },
  {
    route: 'GET /tags/{tag}/members',
    handle: ({ params }, { tags }) => json(200, [...(tags.get(params.tag ?? '') ?? [])]),
  },
  {
    route: 'POST /members/fields',
    handle: ({ body }, { members, world }) => {
      const rows = body as { id: string; values: Record<string, string | null> }[]
      if (rows.some(({ values }) => Object.values(values).includes('poison')))
        return problem(400, 'Bad Batch')
      return json(
        200,
        rows.map(({ id, values }) => {
          const member = members.get(id)
          if (!member) return 'No Such Member'
          for (const [name, value] of Object.entries(values)) {
            if (value === null) member.fields.delete(name)
            else member.fields.set(name, value)
          }
          member.changedAt = world.clock.now()
          return null
        }),
      )
    },
  },
  {
    route: 'POST /tags/{tag}/members',
    handle: ({ params, body }, { tags, jobs, world }) => {
      const { add, remove } = body as { add: string[]; remove: string[] }
      const tag = tags.get(params.tag ?? '')
      if (!tag) return problem(404, 'No Such Tag')
      for (const id of add) tag.add(id)
      for (const id of remove) tag.delete(id)
      jobs.push({ dueAt: world.clock.now() + JOB_MS, ids: [...add, ...remove] })
      return json(202, { job: jobs.length - 1 })
    },
  },
  {
    route: 'GET /jobs/{job}',
    handle: ({ params }, { jobs, world }) => {
      const job = jobs[Number(params.job)]
      if (!job) return problem(404, 'No Such Job')
      return json(200, { done: world.clock.now() >= job.dueAt })
    },
  },
  {
    route: 'POST /opt-outs',
    handle: ({ body }, { members }) => {
      for (const id of body as string[]) {
        const member = members.get(id)
        if (member) member.mailable = false
      }
      return json(202, {})
    },
  },
]

export const acmeEmulator: EmulatorDefinition<AcmeAccount> = {
  name: 'acme',
  basePath: '/v1',
  createState: world => ({ world, members: new Map(), fields: new Set(), tags: new Map(), jobs: [] }),
  routes,
  limits: acmeLimits,
  authorize: ({ headers }) =>
    headers['x-key'] === ACME_KEY ? undefined : problem(401, `Key ${headers['x-key']} Unknown`),
  overLimit: (_policy, retryAfterMs) => ({
    ...problem(429, 'Slow Down'),
    headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) },
  }),
  budgetHeaders: usage => {
    const burst = usage.find(({ policy }) => policy.name === 'burst')
    if (!burst) return {}
    return {
      'RateLimit-Remaining': String(burst.policy.calls - burst.used),
      'RateLimit-Reset': String(Math.ceil(burst.resetsInMs / 1_000)),
    }
  },
  notFound: () => problem(404, 'No Such Page'),
  badBody: () => problem(400, 'Not JSON'),
  serverError: status => problem(status, 'Out Of Order'),
}
