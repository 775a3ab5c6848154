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
  const pushes: PlannedPush[] = []
  for (const connection of connections) {
    pushes.push(...(await planConnection(hub, connection, facts.get(connection) as AccountFacts, desired)))
  }
  return { asOf, pushes }
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
  facts: AccountFacts,
  desired: Desired,
): Promise<PlannedPush[]> {
  const waiting = await waitingRows(hub.store.state, connection.id)
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
      const fresh = push.rows.filter(({ row }) => !waiting.has(push.key, row))
      pushes.push(
        summarise({ ...push, rows: fresh, waiting: push.rows.length - fresh.length }, hub.config.brake),
      )
    }
  }
  return pushes.filter(push => push.key.target !== OPT_OUT || push.rows.length > 0)
}
