import { normaliseEmail } from '@esplanade/core/identity'
import type { StateStore } from '@esplanade/core/store'
import { type AccountFacts, type Connection, readAccountFacts } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { containerTargets, OPT_OUT } from './container-targets.ts'
import { waitingRows } from './dead-letter-rows.ts'
import { type Desired, desiredState } from './desired-state.ts'
import type { Plan, PlannedPush } from './planned.ts'
import { summarise } from './summarise.ts'

/**
 * Computes the exact changes that a push would make, from the store alone: what is wanted, what the
 * vendors showed at their last finished pull, and what was delivered since. Sends nothing.
 * Throws `RequestError` for a connection that was never pulled to the end: comparing with a half-known
 * audience would remove people who are just not read yet.
 */
export async function makePlan(hub: HubContext, connections: readonly Connection[]): Promise<Plan> {
  const asOf = hub.clock.now()
  const facts = await requirePulled(hub.store.state, connections)
  const desired = await desiredState(hub)
  const unread = await neverPulled(hub)
  const pushes: PlannedPush[] = []
  for (const connection of connections) {
    pushes.push(
      ...(await planConnection(hub, connection, {
        facts: facts.get(connection) as AccountFacts,
        desired,
        unread,
      })),
    )
  }
  return { asOf, pushes }
}

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

async function planConnection(
  hub: HubContext,
  connection: Connection,
  { facts, desired, unread }: { facts: AccountFacts; desired: Desired; unread: readonly string[] },
): Promise<PlannedPush[]> {
  const isWaiting = await waitingRows(hub.store.state, connection.id, hub.clock.now())
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
      const push = target.finish(members)
      const fresh = push.rows.filter(planned => !isWaiting(push, planned))
      const draft = { ...push, rows: fresh, waiting: push.rows.length - fresh.length }
      pushes.push(summarise(draft, { brake: hub.config.brake, unread }))
    }
  }
  return pushes.filter(push => push.key.target !== OPT_OUT || push.rows.length > 0)
}
