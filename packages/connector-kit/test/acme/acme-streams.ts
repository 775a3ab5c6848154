import { days, instant, minutes } from '@esplanade/core/schema'
import { z } from 'zod'
import {
  type PulledContact,
  type PulledGone,
  type PulledItem,
  type Stream,
  sweepStream,
  walkPages,
} from '../../src/index.ts'
import type { AcmeClient } from './acme-client.ts'
import { type AcmeConfig, type AcmeContext, ask } from './ask.ts'

const OVERLAP_MS = minutes(5)

const checkpointSchema = z.object({ since: z.number(), until: z.number(), after: z.string().nullable() })
type Checkpoint = z.output<typeof checkpointSchema>

interface Member {
  readonly id: string
  readonly email: string
  readonly mailable: boolean
  readonly optedOutOf: readonly string[]
  readonly bounced: boolean
  readonly changedAt: number
  readonly fields: Readonly<Record<string, string>>
  readonly gone: 'archived' | { readonly mergedInto: string } | null
}

/** Members by their last change. Where the walk ends is the vendor's clock to say, since ours may be wrong. */
const contacts: Stream<AcmeConfig, AcmeClient> = {
  name: 'contacts',
  async *pull(context, request) {
    const last = checkpointSchema.optional().parse(request.checkpoint)
    const walk: Checkpoint =
      last?.after != null
        ? last
        : { since: last ? last.until - OVERLAP_MS : 0, until: request.until, after: null }
    let { until } = walk
    const read = async (after: string | null) => {
      const query = new URLSearchParams({
        since: String(walk.since),
        until: String(walk.until),
        after: after ?? '',
      })
      const route = 'GET /members'
      const page = await ask<{ members: Member[]; next: string | null; servedAt: number }>(
        context,
        route,
        `/members?${query.toString()}`,
      )
      until = Math.min(until, page.servedAt)
      return { data: page.members, next: page.next }
    }
    for await (const { data, next } of walkPages({ route: 'GET /members', from: walk.after, read })) {
      yield {
        items: data.map(toItem),
        checkpoint: { ...walk, until: next === null ? until : walk.until, after: next },
      }
    }
  },
}

const sweep = sweepStream<AcmeConfig, AcmeClient>({
  name: 'erased_members',
  everyMs: days(7),
  containers: async () => [''],
  async *present(context) {
    const route = 'GET /members/ids'
    const read = async (after: string | null) => {
      const page = await ask<{ ids: string[]; next: string | null }>(
        context,
        route,
        `/members/ids?after=${after ?? ''}`,
      )
      return { data: page.ids, next: page.next }
    }
    for await (const { data } of walkPages({ route, from: null, read })) yield data
  },
  confirm: async (context, _container, remoteIds) => {
    const there = await ask<string[]>(context, 'POST /members/lookup', '/members/lookup', { body: remoteIds })
    return remoteIds.filter(id => !there.includes(id)).map(remoteId => ({ remoteId, reason: 'deleted' }))
  },
})

const campaigns = listStream('campaigns', (row: { id: string; subject: string; sentAt: number }) => ({
  kind: 'campaign',
  id: row.id,
  name: row.subject,
  subject: row.subject,
  channel: 'email',
  sentAt: instant(row.sentAt),
  changedAt: null,
}))

const products = listStream('products', (row: { id: string; title: string }) => ({
  kind: 'product',
  ...row,
  categories: [],
  price: null,
  currency: null,
  url: null,
  image: null,
  changedAt: null,
}))

export const acmeStreams: readonly Stream<AcmeConfig, AcmeClient>[] = [contacts, sweep, campaigns, products]

/** A small collection in one page; the checkpoint is how many of its rows were given. */
function listStream<Row>(name: string, toRow: (row: Row) => PulledItem): Stream<AcmeConfig, AcmeClient> {
  return {
    name,
    async *pull(context: AcmeContext, { checkpoint }) {
      const known = z
        .number()
        .default(0)
        .parse(checkpoint ?? undefined)
      const rows = await ask<Row[]>(context, `GET /${name}`, `/${name}`)
      yield { items: rows.slice(known).map(toRow), checkpoint: rows.length }
    },
  }
}

function toItem(member: Member): PulledContact | PulledGone {
  const { id: remoteId, gone } = member
  if (gone === 'archived') return { kind: 'gone', container: '', remoteId, reason: 'archived' }
  if (gone !== null)
    return { kind: 'gone', container: '', remoteId, reason: 'merged', mergedInto: gone.mergedInto }
  return toContact(member)
}

const toContact = ({
  id,
  email,
  mailable,
  optedOutOf,
  bounced,
  changedAt,
  fields,
}: Member): PulledContact => ({
  kind: 'contact',
  container: '',
  remoteId: id,
  identities: email === '' ? [] : [{ kind: 'email', value: email }],
  email: email === '' ? null : email,
  fields,
  consent: [
    {
      channel: 'email',
      scope: 'global',
      status: bounced ? 'suppressed' : mailable ? 'subscribed' : 'unsubscribed',
      at: null,
      evidence: bounced ? 'bounced' : 'mailable',
    },
    ...optedOutOf.map(scope => ({
      channel: 'email' as const,
      scope,
      status: 'unsubscribed' as const,
      at: null,
      evidence: 'topic',
    })),
  ],
  changedAt: instant(changedAt),
})
