import type { PulledConsent, PulledContact } from '@esplanade/connector-kit'
import { type ConnectionId, hours, type Instant } from '@esplanade/core/schema'
import type { StateStore } from '@esplanade/core/store'
import { readAccountFacts, targetKey } from '../connection.ts'
import { OPT_IN, optedInAt } from '../plan/opt-in-plan.ts'
import { readLedger } from '../plan/target-plan.ts'

/** What a contact says of its consent, our own word among it told as what it is: the opt-in that it rests on. */
export type ReadConsent = (contact: PulledContact) => readonly PulledConsent[]

/** How far a vendor's clock, or its answer, may be from our sending. */
const ECHO_MS = hours(1)

/**
 * A vendor whose consent we raised tells of an opt-in, and some of them date it by our request. Taken as
 * news it would lift opt-outs that came between the person's word and our repeating it, so it counts from
 * when the person said it. An opt-in that the vendor dates later is the person's own.
 */
export async function readRaisedConsent(state: StateStore, connection: ConnectionId): Promise<ReadConsent> {
  const facts = await readAccountFacts(state, connection)
  const raised = new Map<string, { readonly said: Instant; readonly until: number }>()
  for (const container of facts?.containers ?? []) {
    const ledger = await readLedger(state, targetKey(connection, container, OPT_IN))
    for (const { remoteId, sent, at } of ledger.values())
      raised.set(keyOf({ container, remoteId }), { said: optedInAt(sent), until: at + ECHO_MS })
  }
  if (raised.size === 0) return ({ consent }) => consent
  return contact => {
    const own = raised.get(keyOf(contact))
    if (own === undefined) return contact.consent
    return contact.consent.map(said =>
      said.status === 'subscribed' && (said.at === null || said.at <= own.until)
        ? { ...said, at: own.said }
        : said,
    )
  }
}

const keyOf = ({ container, remoteId }: Pick<PulledContact, 'container' | 'remoteId'>): string =>
  `${container}\u0000${remoteId}`
