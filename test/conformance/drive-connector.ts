import {
  type Connector,
  type ConnectorContext,
  createBudget,
  createSession,
  cutBatches,
  days,
  deliverBatch,
  fillingOperation,
  instant,
  type Operation,
  type OperationTarget,
  type Outcome,
  type PulledContact,
  type RemoteField,
  type RowAddress,
  type SimulatedClock,
  type TargetRef,
  type Value,
} from '@esplanade/connector-kit'
import type { ConnectionId } from '@esplanade/core/schema'

type Context = ConnectorContext<unknown, unknown>

/** What a full run needs to know of a connector and of the account that it is let loose on. */
export interface Drive {
  readonly connector: Connector
  readonly config: unknown
  readonly clock: SimulatedClock
  readonly target: Pick<TargetRef, 'kind' | 'name'>
  /** Fields to create and fill, one of every type that the vendor has. */
  readonly fields: readonly (RemoteField & { readonly value: Value })[]
  /** What happens at the vendor between the first pull and the second. */
  readonly meanwhile: () => void
  /** Whatever else this connector does, with the members of its first container. */
  readonly further?: (
    context: Context,
    where: OperationTarget,
    rows: readonly (RowAddress & { readonly email: string })[],
  ) => Promise<void>
}

export interface Driven {
  readonly contacts: number
  readonly events: number
  readonly gone: number
  readonly outcomes: readonly Outcome['status'][]
}

/** Everything that a hub does with a connection, once: check, pull, create, write, opt out, pull again. */
export async function driveConnector({ connector, config, clock, ...drive }: Drive): Promise<Driven> {
  const parsed = connector.config.parse(config)
  const connection = 'described' as ConnectionId
  const context: Context = {
    connection,
    config: parsed,
    client: connector.connect(parsed),
    session: createSession({
      connection,
      connector,
      budget: createBudget(connector.limits(parsed), clock),
      secrets: [],
      clock,
      signal: new AbortController().signal,
      random: () => 0.5,
    }),
  }
  const [container] = (await connector.check(context)).containers
  if (!container) throw new Error('The account has no container to write to.')
  const first = await pullAll(connector, context, { contacts: new Map(), checkpoints: new Map() })
  drive.meanwhile()
  clock.advance(days(1))
  const second = await pullAll(connector, context, first)

  const ref: TargetRef = { ...drive.target, container: container.id }
  await connector.findTarget(context, ref)
  const target = await connector.createTarget(context, ref)
  await connector.findTarget(context, ref)
  await connector.listFields(context, container.id)
  await connector.createFields(context, container.id, drive.fields)

  const mirrorAt = clock.now()
  const where: OperationTarget = { container: container.id, target, fields: drive.fields, mirrorAt }
  const members = [...second.contacts.values()].filter(contact => contact.container === container.id)
  const rows = members.map(({ remoteId, email, remoteStatus }) => ({
    remoteId,
    email,
    ...(remoteStatus !== undefined && { remoteStatus }),
  }))
  const values = Object.fromEntries(drive.fields.map(({ name, value }) => [name, value]))
  const cleared = Object.fromEntries(drive.fields.map(({ name }) => [name, null]))
  const { fields, optOut } = connector.operations
  const tag = fillingOperation(connector.operations, drive.target.kind)
  const outcomes = [
    ...(await write(
      context,
      fields,
      where,
      rows.map(row => ({ ...row, values })),
    )),
    ...(await write(
      context,
      fields,
      where,
      rows.slice(0, 1).map(row => ({ ...row, values: cleared })),
    )),
    ...(await write(
      context,
      tag,
      where,
      rows.map(row => ({ ...row, action: 'add' as const })),
    )),
    ...(await write(
      context,
      tag,
      where,
      rows.slice(0, 3).map(row => ({ ...row, action: 'remove' as const })),
    )),
  ]
  for await (const _ of connector.readMembers(context, target));
  const leaving = rows.slice(-3).map(row => ({ ...row, email: row.email ?? '' }))
  outcomes.push(...(await write(context, optOut, where, leaving)))
  await drive.further?.(
    context,
    where,
    rows.map(row => ({ ...row, email: row.email ?? '' })),
  )
  clock.advance(days(1))
  await pullAll(connector, context, second)
  const seen = [first, second]
  return {
    contacts: members.length,
    events: seen.reduce((sum, { events }) => sum + events, 0),
    gone: seen.reduce((sum, { gone }) => sum + gone, 0),
    outcomes: outcomes.map(({ status }) => status),
  }
}

interface Pulled {
  readonly contacts: ReadonlyMap<string, PulledContact>
  readonly events: number
  readonly gone: number
  readonly checkpoints: ReadonlyMap<string, unknown>
}

async function pullAll(
  connector: Connector,
  context: Context,
  { contacts: known, checkpoints: from }: Pick<Pulled, 'contacts' | 'checkpoints'>,
): Promise<Pulled> {
  const contacts = new Map(known)
  const checkpoints = new Map(from)
  let [events, gone] = [0, 0]
  const until = context.session.clock.now()
  for (const stream of connector.streams) {
    const request = { checkpoint: from.get(stream.name), until, since: instant(until - days(400)) }
    for await (const { items, checkpoint } of stream.pull(context, request)) {
      checkpoints.set(stream.name, JSON.parse(JSON.stringify(checkpoint)))
      for (const item of items) {
        if (item.kind === 'contact') contacts.set(`${item.container}/${item.remoteId}`, item)
        else if (item.kind === 'event') events += 1
        else if (item.kind === 'gone') {
          contacts.delete(`${item.container}/${item.remoteId}`)
          gone += 1
        }
      }
    }
  }
  return { contacts, events, gone, checkpoints }
}

/** Delivers rows batch by batch, and waits for what becomes of them. */
export async function write<Row extends RowAddress>(
  context: Context,
  operation: Operation<Row, unknown, unknown>,
  target: OperationTarget,
  rows: readonly Row[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const batch of cutBatches(operation, rows).batches) {
    outcomes.push(...(await deliverBatch({ context, operation, target, rows: batch, onJob: async () => {} })))
  }
  return outcomes
}
