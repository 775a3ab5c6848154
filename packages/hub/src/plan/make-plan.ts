import { normaliseEmail } from '@esplanade/core/identity'
import type { DeadLetter, StateStore } from '@esplanade/core/store'
import { type AccountFacts, type Connection, readAccountFacts } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { containerTargets } from './container-targets.ts'
import { deadLetterRows } from './dead-letter-rows.ts'
import { type Desired, desiredState } from './desired-state.ts'
import { lowersConsent } from './opt-out-plan.ts'
import type { Plan, PlannedPush } from './planned.ts'
import { rowsUnderWay } from './rows-under-way.ts'
import { summarise } from './summarise.ts'
import type { DraftPush } from './target-plan.ts'

/**
 * Computes the exact changes that a push would make, from the store alone: what is wanted, what the
 * vendors showed at their last finished pull, and what was delivered since. Sends nothing.
 * Throws `RequestError` for a connection that was never pulled to the end: comparing with a half-known
 * audience would remove people who are just not read yet.
 */
export async function makePlan(
  hub: HubContext,
  connections: readonly Connection[],
  { only }: { only: 'dead-letters' | null } = { only: null },
): Promise<Plan> {
  const asOf = hub.clock.now()
  const facts = await requirePulled(hub.store.state, connections)
  const desired = await desiredState(hub)
  const unread = await neverPulled(hub)
  const pushes: PlannedPush[] = []
  const moot: DeadLetter[] = []
  for (const connection of connections) {
    const known = facts.get(connection) as AccountFacts
    const planned = await planConnection(hub, connection, { facts: known, desired, unread, only })
    pushes.push(...planned.pushes)
    moot.push(...planned.moot)
  }
  const planned = new Set<string>(connections.map(({ id }) => id))
  const held = desired.held.filter(({ connection }) => planned.has(connection))
  return { asOf, pushes, moot, held }
}

/** With nothing to lower, and nothing to say about it. */
const isIdleOptOut = ({ operation, summary }: PlannedPush): boolean =>
  lowersConsent(operation) && Object.values(summary.refused).every(rows => rows === 0)

/**
 * Connections whose people and events no segment has ever seen. "No order within a year" holds for
 * everybody as long as the shop was not read.
 */
async function neverPulled({ store, connections }: HubContext): Promise<string[]> {
  const unread: string[] = []
  for (const { id } of connections.values()) {
    if ((await readAccountFacts(store.state, id)) === undefined) unread.push(id)
  }
  return unread
}

async function requirePulled(state: StateStore, connections: readonly Connection[]) {
  const facts = new Map<Connection, AccountFacts>()
  const missing: string[] = []
  for (const connection of connections) {
    const known = await readAccountFacts(state, connection.id)
    if (known === undefined)
      missing.push(
        `The connection "${connection.id}" was never pulled to the end; run "esplanade pull ${connection.id}" first.`,
      )
    else facts.set(connection, known)
  }
  if (missing.length > 0) throw new RequestError(missing.join('\n'))
  return facts
}

interface ToPlan {
  readonly facts: AccountFacts
  readonly desired: Desired
  readonly unread: readonly string[]
  readonly only: 'dead-letters' | null
}

async function planConnection(
  hub: HubContext,
  connection: Connection,
  { facts, desired, unread, only }: ToPlan,
): Promise<Pick<Plan, 'pushes' | 'moot'>> {
  const isUnderWay = await rowsUnderWay(hub.store.state, connection.id)
  const letters = await deadLetterRows(hub.store.state, connection.id, hub.clock.now())
  const drafts: DraftPush[] = []
  const pushes: PlannedPush[] = []
  for (const container of facts.containers) {
    const targets = await containerTargets(hub, connection, container, facts, desired)
    let members = 0
    for await (const page of hub.store.state.readMirror(connection.id, container)) {
      for (const member of page) {
        if (member.present) members++
        const address = member.email === null ? null : (normaliseEmail(member.email) ?? null)
        for (const target of targets) target.visit(member, address)
      }
    }
    for (const target of targets) {
      const push = await target.finish(members)
      drafts.push(push)
      // A turn that was refused is past: what is sent again of it is what was sent.
      const rows = only !== null && push.operation === 'events' ? letters.rowsOf(push) : push.rows
      const settled = rows.filter(({ row }) => !isUnderWay(push, row))
      const fresh = settled.filter(planned =>
        only === null ? !letters.isWaiting(push, planned) : letters.wasRefused(push, planned),
      )
      const waiting = {
        ...(settled.length < rows.length && { 'waiting-for-vendor': rows.length - settled.length }),
        ...(only === null &&
          fresh.length < settled.length && { 'waiting-in-dead-letter': settled.length - fresh.length }),
      }
      const { cursor, ...rest } = push
      // What a vendor still works on is not settled, so the place to go on from stays where it is.
      const movesOn = only === null && settled.length === rows.length
      const draft = { ...rest, rows: fresh, waiting, ...(movesOn && cursor !== undefined && { cursor }) }
      pushes.push(summarise(draft, { brake: hub.config.brake, unread }))
    }
  }
  return {
    pushes: pushes.filter(push => push.rows.length > 0 || (only === null && !isIdleOptOut(push))),
    moot: only === null ? [] : letters.moot(drafts),
  }
}
