import type { LedgerRow, MirroredMember, StateStore, TargetKey } from '@esplanade/core/store'
import type { Brake } from '../config.ts'
import { ConfigError } from '../config-error.ts'
import { type AccountFacts, type Connection, readAccountFacts, targetKey, targetName } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { isFieldSync, isMembershipSync, managedContainers, targetOf } from '../managed-targets.ts'
import { waitingRows } from './dead-letter-rows.ts'
import { type Desired, desiredState } from './desired-state.ts'
import { type DesiredField, planFields } from './field-plan.ts'
import { memberPlan } from './member-plan.ts'
import { planOptOut } from './opt-out-plan.ts'
import type { Plan, PlannedPush, PlannedRow } from './planned.ts'
import { summarise } from './summarise.ts'

/**
 * Computes the exact changes that a push would make, from the store alone: what is wanted, what the
 * vendors showed at their last finished pull, and what was delivered since. Sends nothing.
 * Throws `ConfigError` for a connection that was never pulled to the end: comparing with a half-known
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
        `connections.${connection.id}: was never pulled to the end; run "esplanade pull ${connection.id}" first.`,
      )
    else facts.set(connection, known)
  }
  if (missing.length > 0) throw new ConfigError(missing)
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
    const targets = await Promise.all([
      optOutTarget(hub, connection, container, desired),
      ...fieldTargets(hub, connection, container, facts, desired),
      ...memberTargets(hub, connection, container, facts, desired),
    ])
    let members = 0
    for await (const page of hub.store.state.readMirror(connection.id, container)) {
      for (const member of page) {
        if (member.present) members++
        for (const target of targets) target.visit(member)
      }
    }
    for (const target of targets) {
      const push = target.finish(members)
      const fresh = push.rows.filter(({ row }) => !waiting.has(push.key, row))
      pushes.push(
        summarise(
          { ...push, rows: fresh, waiting: push.rows.length - fresh.length },
          hub.config.brake satisfies Brake,
        ),
      )
    }
  }
  return pushes.filter(push => push.key.target !== OPT_OUT || push.rows.length > 0)
}

const OPT_OUT = 'opt-out'

/** One target while its container's members pass by. */
interface TargetPlan {
  visit(member: MirroredMember): void
  finish(members: number): DraftPush
}

export interface DraftPush extends Omit<PlannedPush, 'summary'> {
  readonly current: number
  readonly unchanged: number
  readonly refused: Readonly<Record<string, number>>
  /** Rows left out because the vendor refused the very same before. */
  readonly waiting?: number
}

async function optOutTarget(
  hub: HubContext,
  connection: Connection,
  container: string,
  desired: Desired,
): Promise<TargetPlan> {
  const key = targetKey(connection.id, container, OPT_OUT)
  const delivered = await readLedger(hub.store.state, key)
  const optedOut = desired.optedOut(connection)
  const rows: PlannedRow[] = []
  return {
    visit(member) {
      const planned = member.present
        ? planOptOut(member, optedOut, delivered.get(member.remoteId))
        : undefined
      if (planned !== undefined) rows.push(planned)
    },
    finish: members => ({
      connection,
      key,
      operation: 'optOut',
      rows,
      create: null,
      current: members,
      unchanged: members - rows.length,
      refused: {},
    }),
  }
}

function fieldTargets(
  hub: HubContext,
  connection: Connection,
  container: string,
  facts: AccountFacts,
  desired: Desired,
): Promise<TargetPlan>[] {
  const managed = managedContainers(hub.config.syncs.filter(isFieldSync), connection.id, facts.containers)
  return managed.includes(container) ? [fieldTarget(hub, connection, container, facts, desired)] : []
}

async function fieldTarget(
  hub: HubContext,
  connection: Connection,
  container: string,
  facts: AccountFacts,
  desired: Desired,
): Promise<TargetPlan> {
  const key = targetKey(connection.id, container, 'fields')
  const delivered = await readLedger(hub.store.state, key)
  const known = new Map((facts.fields[container] ?? []).map(field => [field.name, field]))
  const fields: DesiredField[] = desired
    .fields(connection, container)
    .map(field => ({ ...field, field: known.get(field.field.name) ?? field.field }))
  const missing = fields.map(({ field }) => field).filter(field => !known.has(field.name))
  const rows: PlannedRow[] = []
  return {
    visit(member) {
      const planned = member.present ? planFields(member, fields, delivered.get(member.remoteId)) : undefined
      if (planned !== undefined) rows.push(planned)
    },
    finish: members => ({
      connection,
      key,
      operation: 'fields',
      rows,
      create: missing.length === 0 ? null : { fields: missing },
      fields: fields.map(({ field }) => field),
      current: members,
      unchanged: members - rows.length,
      refused: {},
    }),
  }
}

function memberTargets(
  hub: HubContext,
  connection: Connection,
  container: string,
  facts: AccountFacts,
  desired: Desired,
): Promise<TargetPlan>[] {
  return hub.config.syncs
    .filter(isMembershipSync)
    .filter(sync => sync.connection === connection.id)
    .map(sync => ({ sync, target: targetOf(sync, facts.containers) }))
    .filter(({ target }) => target.container === container)
    .map(async ({ sync, target }): Promise<TargetPlan> => {
      const name = targetName(target)
      const key = targetKey(connection.id, container, name)
      const current = await hub.store.state.readMembers(key)
      if (current === undefined) {
        throw new ConfigError([
          `syncs: ${name} of "${connection.id}" was never read; run "esplanade pull ${connection.id}" first.`,
        ])
      }
      const found = facts.targets[`${container}\u0000${name}`] ?? undefined
      const inSegment = desired.inSegment(sync.segment)
      const plan = memberPlan({ inSegment, optedOut: desired.optedOut(connection), current })
      return {
        visit: plan.visit,
        finish: () => {
          const { add, remove, unchanged, refused } = plan.finish()
          return {
            connection,
            key,
            operation: 'members',
            rows: [...remove, ...add],
            create: found === undefined ? { target } : null,
            ...(found === undefined ? {} : { target: found }),
            current: current.size,
            unchanged,
            refused,
          }
        },
      }
    })
}

async function readLedger(state: StateStore, key: TargetKey): Promise<Map<string, LedgerRow>> {
  const rows = new Map<string, LedgerRow>()
  for await (const page of state.readLedger(key)) for (const row of page) rows.set(row.remoteId, row)
  return rows
}
