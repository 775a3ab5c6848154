import type { ConsentStatus, Value } from '@esplanade/core/schema'
import { expect } from 'vitest'
import { cutBatches } from '../../src/delivery/cut-batches.ts'
import { deliverBatch } from '../../src/delivery/deliver-batch.ts'
import type { PulledContact } from '../../src/pull.ts'
import type {
  Operation,
  OperationTarget,
  Outcome,
  RowAddress,
  TargetInfo,
  TargetRef,
} from '../../src/push.ts'
import { emailsOf } from './members.ts'
import { contactsOf, pullAll } from './pull-stream.ts'
import type { Context, Stage } from './stage.ts'

/** An account that was pulled and has the suite's field and target, ready to be written to. */
export interface Prepared {
  readonly context: Context
  readonly contacts: readonly PulledContact[]
  readonly fields: OperationTarget
  readonly members: OperationTarget & { readonly target: TargetInfo }
}

export async function prepare<State>(
  stage: Stage<State>,
  ref: TargetRef = stage.harness.target,
): Promise<Prepared> {
  const { connector, harness } = stage
  const context = stage.connect()
  const mirrorAt = stage.clock.now()
  const contacts = contactsOf(await pullAll(stage, context))
  await connector.createFields(context, harness.container, [harness.field])
  const target = await connector.createTarget(context, ref)
  const { container } = harness
  return {
    context,
    contacts: contacts.filter(contact => contact.container === container),
    fields: { container, fields: [harness.field], mirrorAt },
    members: { container, target, mirrorAt },
  }
}

/** How a row names a member, as the hub takes it from the mirror. */
export const addressOf = ({ remoteId, email, remoteStatus }: PulledContact) => ({
  remoteId,
  email: email ?? '',
  ...(remoteStatus === undefined ? {} : { remoteStatus }),
})

/** Pushes rows as the hub does and lets the vendor finish what it accepted; outcomes aligned with `rows`. */
export async function push<State, Row extends RowAddress>(
  stage: Stage<State>,
  context: Context,
  operation: Operation<Row, unknown, unknown>,
  target: OperationTarget,
  rows: readonly Row[],
): Promise<Outcome[]> {
  const { batches, refused } = cutBatches(operation, rows)
  const byRow = new Map<RowAddress, Outcome>(refused.map(({ row, outcome }) => [row, outcome]))
  for (const batch of batches) {
    const outcomes = await deliverBatch({ context, operation, target, rows: batch, onJob: async () => {} })
    expect(outcomes.length, 'outcomes of a batch').toBe(batch.length)
    for (const [at, row] of batch.entries()) byRow.set(row, outcomes[at] as Outcome)
  }
  stage.harness.settle?.(stage.emulator.state)
  return rows.map(row => byRow.get(row) as Outcome)
}

export const isDelivered = ({ status }: Outcome): boolean =>
  status === 'applied' || status === 'accepted' || status === 'unchanged'

export function expectDelivered(outcomes: readonly Outcome[]): void {
  expect(outcomes.filter(outcome => !isDelivered(outcome))).toEqual([])
}

/** Words that a next step begins with. */
const NEXT_STEP =
  /(?:^|[.;:,] )(?:add|ask|check|choose|correct|create|give|install|look|lower|name|pull|push|put|rename|restore|run|send|set|shorten|use|write)\b/i

/** A row that was not delivered has a code, words, and what to do next. */
export function expectTold(outcome: Outcome): void {
  expect(outcome).toMatchObject({ code: expect.any(String), message: expect.any(String) })
  expect(outcome.message, 'words with what to do next').toMatch(NEXT_STEP)
}

/** Everything the suite can see of the vendor's side, by address. */
export function snapshot<State>(
  { harness, emulator: { state } }: Stage<State>,
  members: readonly { readonly email: string | null }[],
): { value: Value | undefined; member: boolean; consent: ConsentStatus | null }[] {
  const inTarget = harness.targetMembers(state, harness.target)
  return emailsOf(members).map(email => ({
    value: harness.fieldValue(state, email, harness.field.name),
    member: inTarget.has(email),
    consent: harness.consent(state, email),
  }))
}
