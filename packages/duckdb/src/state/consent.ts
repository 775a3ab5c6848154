import {
  type Channel,
  type ConnectionId,
  type ConsentStatement,
  GLOBAL_SCOPE,
  type IdentityKind,
} from '@esplanade/core/schema'
import type { ConsentWord } from '@esplanade/core/segments'
import type { ConsentStore } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import type { Session } from '../engine/session.ts'
import { doubleColumn, textColumn } from '../engine/staged-column.ts'
import { contactNumbers } from './contact-numbers.ts'

/** The ledger of what was said about addresses. It only grows; what it amounts to is folded when asked. */
export function consentStore(database: Database): ConsentStore {
  return {
    appendConsent: async statements => {
      if (statements.length === 0) return { appended: 0 }
      return database.write(session => append(session, statements))
    },
    consentOf: async (channel, addresses) => {
      if (addresses.length === 0) return []
      return database.read(async session => {
        await session.stage('asked', [textColumn('address', addresses, address => address)])
        const rows = await session.rows<ConsentStatement & { readonly source: ConnectionId }>(
          `select address, channel, scope, status, said_at as "at", received_at as "receivedAt", source, evidence
           from consent semi join asked using (address) where channel = $1 order by said_at, received_at`,
          [channel],
        )
        return rows
      })
    },
    async *optedOut(channel, topic = GLOBAL_SCOPE) {
      // foldConsent in SQL: the latest statement holds, an opt-in counts from the earlier of its two
      // times, and a tie refuses. Each scope is apart: leaving one newsletter is no opt-out of mail.
      const chunks = database.chunks(
        `select address from consent where channel = $1 and scope = $2
         group by address
         having max(said_at) filter (where status <> 'subscribed')
           >= coalesce(max(least(said_at, received_at)) filter (where status = 'subscribed'), -9223372036854775808)
         order by address`,
        [channel, topic],
      )
      for await (const chunk of chunks) yield chunk.texts(0).filter(address => address !== null)
    },
    contactsOfConsent: ({ channel, topic, is }) =>
      contactNumbers(
        database,
        // foldConsent in SQL, once for each address and scope: of one instant the stricter word holds.
        `with verdict as (
           select address, scope, arg_max(status,
             (case status when 'subscribed' then least(said_at, received_at) else said_at end)::hugeint * 4
             + (case status when 'suppressed' then 2 when 'unsubscribed' then 1 else 0 end)) as status
           from consent where channel = $1 and scope in ($2, $3) group by address, scope),
         address as (
           select contact_no, case when whole.status <> 'subscribed' then whole.status else own.status end as status
           from identity_now
           left join verdict whole on whole.address = value and whole.scope = $2
           left join verdict own on own.address = value and own.scope = $3
           where kind = $4)
         select distinct contact_no from address where ${WORDS[is]} order by contact_no`,
        [channel, GLOBAL_SCOPE, topic ?? GLOBAL_SCOPE, ADDRESS_KIND[channel]],
      ),
  }
}

/** What each word asks of an address's verdict; null where nobody ever said anything. */
const WORDS: Record<ConsentWord, string> = {
  subscribed: "status = 'subscribed'",
  unsubscribed: "status = 'unsubscribed'",
  suppressed: "status = 'suppressed'",
  opted_out: "status <> 'subscribed'",
  never_asked: 'status is null',
  mailable: "coalesce(status = 'subscribed', true)",
}

const ADDRESS_KIND: Record<Channel, IdentityKind> = { email: 'email', sms: 'phone' }

async function append(
  session: Session,
  statements: readonly ConsentStatement[],
): Promise<{ appended: number }> {
  await session.stage('said', [
    textColumn('address', statements, row => row.address),
    textColumn('channel', statements, row => row.channel),
    textColumn('scope', statements, row => row.scope),
    textColumn('status', statements, row => row.status),
    doubleColumn('said_at', statements, row => row.at),
    doubleColumn('received_at', statements, row => row.receivedAt),
    textColumn('source', statements, row => row.source),
    textColumn('evidence', statements, row => row.evidence),
  ])
  await session.run(
    `create or replace temp table news as
     select address, channel, scope, status, said_at::bigint as said_at, min(received_at)::bigint as received_at,
       source, evidence
     from said group by all`,
  )
  // The address comes first: it alone leaves few rows to compare in full.
  const { appended } = await session.one<{ appended: number }>(
    `select count(*) as appended from news
     anti join consent using (address, channel, scope, status, said_at, source, evidence)`,
  )
  if (appended > 0) {
    await session.run(
      `insert into consent by name select * from news
       anti join consent using (address, channel, scope, status, said_at, source, evidence)`,
    )
  }
  return { appended }
}
