import type { Outcome, SendResult, TargetRef, WebhookVerdict } from '../../../src/index.ts'
import { acme } from '../../acme/acme-connector.ts'
import { acmeWebhooks } from '../../acme/acme-webhooks.ts'
import { type AcmeContext, ask } from '../../acme/ask.ts'
import { operations, type Vice, vice } from './vice.ts'

const { fields, members, optOut, optIn, events, erase } = acme.operations as Required<typeof acme.operations>

const claimed = async (
  _context: unknown,
  _target: unknown,
  rows: readonly unknown[],
): Promise<SendResult> => ({
  kind: 'answered',
  outcomes: rows.map(() => ({ status: 'applied' })),
})
const mail = <Row extends { email: string | null }>(row: Row) => ({ ...row, email: row.email ?? '' })

/** What a connector may get wrong when it writes, or is written to. */
export const writingVices: readonly Vice[] = [
  vice('finds what is not there', 'push: finds and creates targets and fields', {
    findTarget: async (_context, target) => ({ ...target, remoteId: target.name }),
  }),
  vice(
    'claims what it did not write',
    'push: fields reach the members they are for, and no others',
    operations({ fields: { ...fields, send: claimed } }),
  ),
  vice(
    'clears nothing and says that it did',
    'push: a cleared field is empty there, or its row says why not',
    operations({
      fields: {
        ...fields,
        send: (context, target, rows) =>
          rows.some(row => Object.values(row.values).includes(null))
            ? claimed(context, target, rows)
            : fields.send(context, target, rows),
      },
    }),
  ),
  vice(
    'adds where it should remove',
    'push: members are added, read back and removed',
    operations({
      members: {
        ...members,
        send: (context, target, rows) =>
          members.send(
            context,
            target,
            rows.map(row => ({ ...row, action: 'add' })),
          ),
      },
    }),
  ),
  vice(
    'fills one tag for another',
    'push: every further kind of target is filled and emptied',
    operations({
      members: {
        ...members,
        send: (context, target, rows) => {
          const { property: _property, ...plain } = target.target as TargetRef & { remoteId: string }
          return members.send(context, { ...target, target: plain }, rows)
        },
      },
    }),
  ),
  vice(
    'adds up what it should set',
    'push: a repeated batch changes nothing further',
    operations({
      fields: { ...fields, send: appending() },
    }),
  ),
  vice(
    'gives up a batch for one stranger',
    'push: a member that the vendor does not know sinks no other row',
    operations({
      fields: {
        ...fields,
        send: async (context, target, rows) =>
          rows.some(({ remoteId }) => remoteId === 'nobody')
            ? refusedAll(rows)
            : fields.send(context, target, rows),
      },
    }),
  ),
  vice(
    'opts out whom it should only write to',
    'push: leaves consent as it was',
    operations({
      fields: {
        ...fields,
        send: async (context, target, rows) => {
          await optOut.send(context, target, rows.map(mail))
          return fields.send(context, target, rows)
        },
      },
    }),
  ),
  vice(
    'reads more than it foretells',
    'push: foretells every kind of read that it makes, and no fewer calls than it takes',
    operations({
      fields: {
        ...fields,
        send: async (context, target, rows) => {
          await ask(context, 'GET /fields', '/fields')
          return fields.send(context, target, rows)
        },
      },
    }),
  ),
  vice('makes more than it foretells', 'push: foretells what making its targets and fields takes', {
    createTarget: async (context, target) => {
      await ask(context, 'GET /tags', '/tags')
      return acme.createTarget(context, target)
    },
  }),
  vice('asks before it knows that there is anything to do', 'push: no rows make no request', {
    connect: config => {
      const client = acme.connect(config)
      client.request('GET', '/account').catch(() => undefined)
      return client
    },
  }),
  vice(
    'shortens text without a word',
    [
      'values: hostile text arrives as it is, or its row says what became of it',
      'input: two megabytes on one member are cut, taken or refused with what to do, and all others go',
    ],
    operations({
      fields: {
        ...fields,
        send: (context, target, rows) =>
          fields.send(
            context,
            target,
            rows.map(row => ({
              ...row,
              values: Object.fromEntries(
                Object.entries(row.values).map(([name, value]) => [
                  name,
                  typeof value === 'string' ? value.slice(0, 5) : value,
                ]),
              ),
            })),
          ),
      },
    }),
  ),
  vice('takes the text null for none', 'values: hostile text is pulled as the vendor holds it', {
    streams: acme.streams.map(stream => ({
      ...stream,
      async *pull(context: AcmeContext, request) {
        for await (const page of stream.pull(context, request))
          yield {
            ...page,
            items: page.items.map(item =>
              item.kind === 'contact' ? { ...item, fields: withoutNull(item.fields) } : item,
            ),
          }
      },
    })),
  }),
  vice(
    'lets a poison row take its batch along',
    'values: one poison row in a full batch stands alone, and all others are applied',
    operations({
      fields: {
        ...fields,
        send: (context, target, rows) => fields.send(context, target, rows).catch(() => refusedAll(rows)),
      },
    }),
  ),
  vice(
    'forgets its job',
    'jobs: after a crash before the first question the stored job is asked after, and nothing is sent again',
    operations({
      members: {
        ...members,
        poll: async (context, target, _job, rows) => {
          await members.send(context, target, rows)
          return { kind: 'done', outcomes: rows.map(() => ({ status: 'applied' })) }
        },
      },
    }),
  ),
  vice(
    'takes a failed job for a done one',
    'jobs: a failed job leaves no row delivered, and every row says why',
    operations({
      members: { ...members, poll: allApplied() },
    }),
  ),
  vice(
    'believes in rows that nobody mentions',
    'jobs: a row that the job never mentions is not called applied, and sinks no other',
    operations({
      members: { ...members, poll: allApplied() },
    }),
  ),
  vice(
    'calls an expired job done',
    'jobs: an expired job leaves its rows to be sent again, or in doubt',
    operations({
      members: {
        ...members,
        poll: (context, target, job, rows) =>
          (members.poll as NonNullable<typeof members.poll>)(context, target, job, rows).catch(() => ({
            kind: 'done',
            outcomes: rows.map((): Outcome => ({ status: 'applied' })),
          })),
      },
    }),
  ),
  vice(
    'opts nobody out',
    'opt-out: lowers the consent of those it names, and of nobody else',
    operations({
      optOut: { ...optOut, send: async () => ({ kind: 'accepted' }) },
    }),
  ),
  vice(
    'turns consent round',
    'opt-out: never raises consent, not even when repeated',
    operations({
      optOut: {
        ...optOut,
        send: async (context, target, rows) => {
          await optIn.send(
            context,
            target,
            rows.map(row => ({
              ...row,
              optIn: { at: context.session.clock.now(), source: 'none', evidence: 'none' },
            })),
          )
          return { kind: 'accepted' }
        },
      },
    }),
  ),
  vice(
    'claims opt-ins that it did not make',
    'opt-in: outcomes tell the truth, and nobody else is raised',
    operations({ optIn: { ...optIn, send: claimed } }),
  ),
  vice(
    'calls a refused opt-in delivered',
    ['opt-in: never lifts what a person said later than their opt-in', 'opt-in: never lifts a bounce'],
    operations({
      optIn: {
        ...optIn,
        send: async (context, target, rows) => {
          await optIn.send(context, target, rows)
          return { kind: 'accepted' }
        },
      },
    }),
  ),
  vice(
    'gives all events of a second one key',
    'events: each reaches its member once, also several of one second, and moves no consent',
    operations({
      events: {
        ...events,
        send: (context, target, rows) =>
          events.send(
            context,
            target,
            rows.map(row => ({ ...row, key: `${row.remoteId} ${row.at}` })),
          ),
      },
    }),
  ),
  vice(
    'makes a new key for every try',
    'events: a lost answer never makes two of one',
    operations({ events: { ...events, send: rekeyed() } }),
  ),
  vice(
    'calls an erasure done that only began',
    'erasure: is applied when nothing of the person is left, and touches nobody else',
    operations({
      erase: {
        ...erase,
        send: async (context, target, rows) => {
          await erase.send(context, target, rows)
          return claimed(context, target, rows)
        },
      },
    }),
  ),
  vice(
    'asks for an erasure again instead of after it',
    'erasure: goes on after a restart by what was stored, and is asked for once',
    operations({
      erase: {
        ...erase,
        poll: async (context, target, job, rows) => {
          await erase.send(context, target, rows)
          return (erase.poll as NonNullable<typeof erase.poll>)(context, target, job, rows)
        },
      },
    }),
  ),
  vice('refuses what its vendor signed', 'webhooks: what the vendor sent is taken, and names the member', {
    webhooks: { ...acmeWebhooks, verify: (): WebhookVerdict => ({ ok: false, reason: 'signature-wrong' }) },
  }),
  vice(
    'takes whatever comes',
    [
      'webhooks: another secret, a changed body and a missing signature are refused',
      'webhooks: what was signed long ago, or is yet to be, is refused',
    ],
    {
      webhooks: { ...acmeWebhooks, verify: () => ({ ok: true }) },
    },
  ),
  vice(
    'tells of what it could not read',
    'webhooks: a body that nobody documents is a contract error, which tells nothing of it',
    {
      webhooks: { ...acmeWebhooks, parse: ({ body }) => JSON.parse(Buffer.from(body).toString()) },
    },
  ),
]

function allApplied(): NonNullable<typeof members.poll> {
  return async (context, target, job, rows) => {
    const path = `/jobs/${String(job)}`
    const { state } = await ask<{ state: string }>(context, 'GET /jobs/{job}', path)
    if (state === 'working') return { kind: 'pending', pollAfterMs: 1_000 }
    return { kind: 'done', outcomes: rows.map(() => ({ status: 'applied' })), target }
  }
}

const refusedAll = (rows: readonly unknown[]): SendResult => ({
  kind: 'answered',
  outcomes: rows.map(() => ({ status: 'rejected', code: 'Bad Batch', message: 'Bad batch.' })),
})

/** Each time adds the value to what it sent before. */
function appending(): typeof fields.send {
  const sent = new Map<string, string>()
  return (context, target, rows) => {
    const longer = rows.map(row => ({
      ...row,
      values: Object.fromEntries(
        Object.entries(row.values).map(([name, value]) => {
          const key = `${row.remoteId} ${name}`
          sent.set(key, `${sent.get(key) ?? ''}${String(value ?? '')}`)
          return [name, sent.get(key) ?? '']
        }),
      ),
    }))
    return fields.send(context, target, longer)
  }
}

function rekeyed(): typeof events.send {
  let tries = 0
  return async (context, _target, rows) => {
    await context.session.call(events.route, { idempotent: true }, () => {
      tries += 1
      const body = rows.map(({ remoteId, name, properties, key }) => ({
        id: remoteId,
        name,
        properties,
        key: `${key} ${tries}`,
      }))
      return context.client.request('POST', '/events', body)
    })
    return { kind: 'accepted' }
  }
}

const withoutNull = <Value>(fields: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== 'null'))
