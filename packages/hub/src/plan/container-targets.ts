import type { LedgerRow } from '@esplanade/core/store'
import { type AccountFacts, type Connection, targetKey, targetName } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { isFieldSync, isMembershipSync, managedContainers, targetOf } from '../managed-targets.ts'
import { RequestError } from '../request-error.ts'
import type { Desired } from './desired-state.ts'
import { eventTargets } from './event-targets.ts'
import { type DesiredField, planFields } from './field-plan.ts'
import { memberPlan } from './member-plan.ts'
import { optInTargets } from './opt-in-targets.ts'
import { planOptOut } from './opt-out-plan.ts'
import type { PlannedRow } from './planned.ts'
import { readLedger, type TargetPlan } from './target-plan.ts'
import { topicOptOutTargets } from './topic-opt-outs.ts'

/** The name by which mirror and ledger know opt-outs. */
const OPT_OUT = 'opt-out'

/** Every target that a push of one container may write: opt-outs, managed fields, managed tags and lists. */
export async function containerTargets(
  hub: HubContext,
  connection: Connection,
  container: string,
  facts: AccountFacts,
  desired: Desired,
): Promise<TargetPlan[]> {
  return Promise.all([
    optOutTarget(hub, connection, container, facts, desired),
    ...topicOptOutTargets(hub, connection, container, facts, desired),
    ...fieldTargets(hub, connection, container, facts, desired),
    ...optInTargets(hub, connection, container, facts, desired),
    ...memberTargets(hub, connection, container, facts, desired),
    ...eventTargets(hub, connection, container, facts, desired),
  ])
}

async function optOutTarget(
  hub: HubContext,
  connection: Connection,
  container: string,
  { mirrorAt }: AccountFacts,
  desired: Desired,
): Promise<TargetPlan> {
  const key = targetKey(connection.id, container, OPT_OUT)
  const delivered = await readLedger(hub.store.state, key)
  const optedOut = desired.optedOut(connection)
  const rows: PlannedRow[] = []
  return {
    visit(member, address) {
      const planned = member.present
        ? planOptOut(member, { address, optedOut, mirrorAt }, delivered.get(member.remoteId))
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
  const forget: LedgerRow[] = []
  return {
    visit(member) {
      const planned = member.present ? planFields(member, fields, delivered.get(member.remoteId)) : undefined
      if (planned === undefined) return
      if ('send' in planned) rows.push(planned.send)
      else forget.push(planned.forget)
    },
    finish: members => ({
      connection,
      key,
      operation: 'fields',
      forget,
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
        throw new RequestError(
          `${name} of "${connection.id}" was never read; run "esplanade pull ${connection.id}" first.`,
        )
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
