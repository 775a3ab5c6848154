import type { AcmeEvent } from './acme-account.ts'
import { type AcmeRoute, json, problem } from './acme-replies.ts'

const JOB_MS = 3_000
const ERASURE_MS = 3_600_000

export const acmeWriteRoutes: readonly AcmeRoute[] = [
  {
    route: 'POST /fields',
    handle: ({ body }, { fields }) => {
      for (const name of body as string[]) fields.add(name)
      return json(201, [...fields])
    },
  },
  {
    route: 'PUT /tags/{tag}',
    handle: ({ params }, { tags }) => {
      tags.set(params.tag ?? '', new Set())
      return json(201, {})
    },
  },
  {
    route: 'POST /members/fields',
    handle: ({ body, query }, { members, fields, numeric, required, world }) => {
      const rows = body as { id: string; values: Record<string, string | null> }[]
      if (rows.some(({ values }) => Object.values(values).includes('poison')))
        return problem(400, 'Bad Batch')
      return json(
        200,
        rows.map(({ id, values }) => {
          const member = members.get(id)
          if (!member) return 'No Such Member'
          const written = Object.entries(values)
          const lost = written.find(([name]) => !fields.has(name))
          if (lost) return `No Such Field ${lost[0]}`
          if (written.some(([name, value]) => numeric.has(name) && Number.isNaN(Number(value))))
            return 'Not A Number'
          if (query.get('partly') === null && [...required].some(name => !member.fields.has(name)))
            return 'Required Field Empty'
          for (const [name, value] of written) {
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
    handle: ({ params, body }, account) => {
      const { add, remove } = body as { add: string[]; remove: string[] }
      const tag = account.tags.get(params.tag ?? '')
      if (!tag) return problem(404, 'No Such Tag')
      const fate = account.nextFate
      account.nextFate = null
      if (fate !== 'fails') {
        for (const id of add) tag.add(id)
        for (const id of remove) tag.delete(id)
      }
      account.jobs.push({ dueAt: account.world.clock.now() + JOB_MS, ids: [...add, ...remove], fate })
      return json(202, { job: account.jobs.length - 1 })
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
  {
    route: 'POST /topics/{topic}/opt-outs',
    handle: ({ params, body }, { members, world }) => {
      for (const id of body as string[]) {
        const member = members.get(id)
        member?.optedOutOf.add(params.topic ?? '')
        if (member) member.changedAt = world.clock.now()
      }
      return json(202, {})
    },
  },
  {
    route: 'POST /opt-ins',
    handle: ({ body }, { members }) => {
      const rows = body as { id: string; at: number; evidence: string }[]
      if (rows.some(({ evidence }) => !evidence)) return problem(400, 'Evidence Missing')
      return json(
        200,
        rows.map(({ id }) => {
          const member = members.get(id)
          if (!member) return 'No Such Member'
          if (member.optedOutByPerson) return 'Opted Out By Person'
          if (member.bounced) return 'Bounced'
          member.mailable = true
          return null
        }),
      )
    },
  },
  {
    route: 'POST /events',
    handle: ({ body }, { events }) => {
      for (const event of body as AcmeEvent[]) if (!events.has(event.key)) events.set(event.key, event)
      return json(202, {})
    },
  },
  {
    route: 'POST /erasures',
    handle: ({ body }, { erasures, world }) => {
      erasures.push({ dueAt: world.clock.now() + ERASURE_MS, ids: body as string[] })
      return json(202, { erasure: erasures.length - 1 })
    },
  },
]
