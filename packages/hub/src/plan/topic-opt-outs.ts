import type { TopicOptOutRow } from '@esplanade/connector-kit'
import { foldConsent } from '@esplanade/core/schema'
import type { ConsentStore, LedgerRow, MirroredMember } from '@esplanade/core/store'
import { type AccountFacts, type Connection, targetKey } from '../connection.ts'
import type { HubContext } from '../context.ts'
import type { Desired } from './desired-state.ts'
import { addressOf } from './field-plan.ts'
import { OPTED_OUT } from './opt-out-plan.ts'
import type { PlannedRow } from './planned.ts'
import { readLedger, type TargetPlan } from './target-plan.ts'

/** The name by which mirror and ledger know opt-outs of a topic. */
const topicOptOut = (topic: string): string => `opt-out:${topic}`

/** A connection that names no such topic, whatever its vendor could do. */
const NO_SUCH_TOPIC = 'no-such-topic'

/**
 * Opt-outs of each topic that any connection names. Where the vendor has the topic, that one is lowered;
 * where it has not, they are counted as refused: to lower more than was asked is nobody's decision but the
 * person's, and to say nothing would look like having done it.
 */
export function topicOptOutTargets(
  hub: HubContext,
  connection: Connection,
  container: string,
  facts: AccountFacts,
  desired: Desired,
): Promise<TargetPlan>[] {
  return [...desired.optedOutOf].map(async ([topic, optedOut]): Promise<TargetPlan> => {
    const key = targetKey(connection.id, container, topicOptOut(topic))
    const delivered = await readLedger(hub.store.state, key)
    const asked: Asked[] = []
    return {
      visit(member, address) {
        if (isToldOf(member) && address !== null && optedOut.has(address)) asked.push({ member, address })
      },
      async finish(members) {
        const open = await stillOpen(hub, connection, { topic, asked })
        const due = open.filter(({ member }) => !isWaiting(member, facts, delivered.get(member.remoteId)))
        const has = connection.connector.operations.optOutOfTopic && connection.topics.includes(topic)
        return {
          connection,
          key,
          operation: 'optOutOfTopic',
          rows: has ? due.map(({ member }) => rowOf(member, topic)) : [],
          create: null,
          current: members,
          unchanged: members - due.length,
          refused: has || due.length === 0 ? {} : { [NO_SUCH_TOPIC]: due.length },
        }
      },
    }
  })
}

type Addressed = MirroredMember & { readonly email: string }
interface Asked {
  readonly member: Addressed
  readonly address: string
}

/** Whoever gets no mail at all has no topic left to lower; once they get mail again, they have. */
const isToldOf = (member: MirroredMember): member is Addressed =>
  member.present &&
  member.email !== null &&
  member.consent !== 'unsubscribed' &&
  member.consent !== 'suppressed'

/** A vendor that took it and, by a later pull, does not show it is told again. */
const isWaiting = (
  { seenAt }: MirroredMember,
  { mirrorAt }: AccountFacts,
  delivered: LedgerRow | undefined,
): boolean => delivered !== undefined && Math.max(seenAt, mirrorAt) <= delivered.at

/** Addresses whose consent is looked up at once. */
const ADDRESSES_AT_ONCE = 10_000

/** Those of whom the vendor has not said the same itself, by the words that bind it. */
async function stillOpen(
  { connections, store }: HubContext,
  { id, settings }: Connection,
  { topic, asked }: { readonly topic: string; readonly asked: readonly Asked[] },
): Promise<Asked[]> {
  const binds = (source: string) =>
    settings.optOuts !== 'separate' || source === id || !connections.has(source)
  const open: Asked[] = []
  for (let from = 0; from < asked.length; from += ADDRESSES_AT_ONCE) {
    const some = asked.slice(from, from + ADDRESSES_AT_ONCE)
    const said = await saidOf(store.state, topic, some)
    for (const one of some) {
      const statements = said.get(one.address) ?? []
      const own = foldConsent(statements.filter(({ source }) => source === id))
      const verdict = foldConsent(statements.filter(({ source }) => binds(source)))
      const optedOut = verdict !== undefined && verdict.status !== 'subscribed'
      if (optedOut && (own === undefined || own.status === 'subscribed')) open.push(one)
    }
  }
  return open
}

async function saidOf(store: ConsentStore, topic: string, asked: readonly Asked[]) {
  const addresses = [...new Set(asked.map(({ address }) => address))]
  const statements = await store.consentOf('email', addresses)
  return Map.groupBy(
    statements.filter(({ scope }) => scope === topic),
    ({ address }) => address,
  )
}

function rowOf(member: Addressed, topic: string): PlannedRow {
  const row: TopicOptOutRow = { ...addressOf(member), email: member.email, topic }
  return { row, sent: OPTED_OUT, settled: null }
}
