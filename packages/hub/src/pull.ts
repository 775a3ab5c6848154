import type {
  AccountInfo,
  ConnectorContext,
  Page,
  PulledItem,
  Stream,
  TargetRef,
} from '@esplanade/connector-kit'
import { type ConnectionId, days, type Instant, instant } from '@esplanade/core/schema'
import { ConfigError } from './config-error.ts'
import { type AccountFacts, type Connection, saveAccountFacts, targetKey, targetName } from './connection.ts'
import type { HubContext } from './context.ts'
import { counted } from './counted.ts'
import { gatherPages } from './ingest/gather-pages.ts'
import { ingestPage } from './ingest/page.ts'
import { readRaisedConsent } from './ingest/raised-opt-ins.ts'
import { areOfErased, vendorKey } from './ingest/refuse-erased.ts'
import { managedContainers, managedTargets } from './managed-targets.ts'
import type { PulledConnection } from './result.ts'
import { type RunRecord, recordRun } from './run-record.ts'
import { namedTargets } from './segments/named-targets.ts'
import { readDefinitions } from './segments.ts'

/**
 * Pulls everything a connection has that is new: contacts, events, then the members of the tags and
 * lists that the hub fills. Stored page by page; stopping at any page loses nothing. An unreachable
 * or refusing vendor ends this connection's pull with its error and leaves others alone.
 */
export async function pullConnection(
  hub: HubContext,
  connection: Connection,
  signal: AbortSignal,
): Promise<PulledConnection> {
  const context = connection.context(signal)
  const counts: Record<string, number> = {}
  const add = (run: RunRecord, name: string, by: number) => {
    counts[name] = (counts[name] ?? 0) + by
    run.count(name, by)
  }
  let error: string | null = null
  try {
    await recordRun(hub, { kind: 'pull', connection: connection.id, signal }, async run => {
      const account = await connection.connector.check(context)
      const until = hub.clock.now()
      for (const stream of connection.connector.streams) {
        await pullStream(hub, connection, context, stream, until, (name, by) => add(run, name, by))
      }
      await pullTargets(hub, connection, context, account, until, by => add(run, 'members', by))
      run.count('requests', context.session.stats.requests)
    })
  } catch (failure) {
    if (signal.aborted) throw failure
    error = hub.explain(failure)
  }
  const stats = context.session.stats
  return {
    id: connection.id,
    connector: connection.connector.name,
    contacts: counts.contacts ?? 0,
    events: counts.events ?? 0,
    duplicates: counts.duplicates ?? 0,
    members: counts.members ?? 0,
    rejected: (counts.rejected ?? 0) + (counts.wrongValues ?? 0),
    erased: counts.erased ?? 0,
    requests: stats.requests,
    throttled: stats.throttled,
    retried: stats.retried,
    error,
  }
}

async function pullStream(
  hub: HubContext,
  connection: Connection,
  context: ConnectorContext<unknown, unknown>,
  stream: Stream<unknown, unknown>,
  until: Instant,
  count: (name: string, by: number) => void,
): Promise<void> {
  const task = `pull ${connection.id} ${stream.name}`
  const checkpoint = await hub.store.state.cursor({ connection: connection.id, stream: stream.name })
  const ingest = {
    store: hub.store,
    clock: hub.clock,
    catalog: hub.config.catalog,
    currency: hub.config.currency,
    connection: connection.id,
    stream: stream.name,
    fieldNames: connection.fieldNames,
    consentOf: await readRaisedConsent(hub.store.state, connection.id),
  }
  const pages = stream.pull(context, {
    checkpoint: checkpoint === undefined ? undefined : JSON.parse(checkpoint),
    until,
    since: instant(until - days(hub.config.historyDays)),
    mirror: container => presentMembers(hub, connection.id, container),
  })
  let foreign = 0
  let rows = 0
  const told = tellRows(pages, read => hub.report({ kind: 'progress', task, done: read, total: null }))
  for await (const page of gatherPages(told, hub.clock)) {
    const stored = await ingestPage(ingest, page)
    for (const [name, by] of Object.entries(stored)) count(name, by)
    rows += page.items.length
    foreign += stored.foreignAmounts
    context.session.signal.throwIfAborted()
  }
  if (foreign > 0) {
    const text = `${counted(foreign, 'amount')} of ${connection.id} in another currency than ${hub.config.currency}: kept as told, and in no sum.`
    hub.report({ kind: 'note', text })
  }
  hub.report({ kind: 'done', task, text: counted(rows, 'row') })
}

async function* presentMembers(hub: HubContext, connection: ConnectionId, container: string) {
  for await (const members of hub.store.state.readMirror(connection, container))
    yield members.filter(({ present }) => present).map(({ remoteId }) => remoteId)
}

async function* tellRows(pages: AsyncIterable<Page<PulledItem>>, tell: (rows: number) => void) {
  let rows = 0
  for await (const page of pages) {
    rows += page.items.length
    tell(rows)
    yield page
  }
}

/** Tags and lists that the hub fills, and those that segments name. */
async function targetsToRead(
  { config, folder }: HubContext,
  connection: string,
  containers: readonly string[],
): Promise<TargetRef[]> {
  const { resolved } = await readDefinitions(config, folder)
  const managed = managedTargets(config.syncs, connection, containers)
  const named = namedTargets(resolved, connection, containers)
  const byName = new Map(
    [...named, ...managed].map(target => [`${target.container}\u0000${targetName(target)}`, target]),
  )
  return [...byName.values()]
}

const cannotFill = (connection: string, name: string, why: string): ConfigError =>
  new ConfigError([`syncs: nothing can be written to ${name} at connection "${connection}". ${why}`])

/** Reads who is in each managed tag or list, and which custom fields exist: what a plan compares with. */
async function pullTargets(
  hub: HubContext,
  connection: Connection,
  context: ConnectorContext<unknown, unknown>,
  account: AccountInfo,
  at: Instant,
  count: (members: number) => void,
): Promise<void> {
  const { connector } = connection
  const containers = account.containers.map(container => container.id)
  const targets: Record<string, AccountFacts['targets'][string]> = {}
  const managed = new Set(managedTargets(hub.config.syncs, connection.id, containers).map(targetName))
  for (const target of await targetsToRead(hub, connection.id, containers)) {
    const found = await connector.findTarget(context, target)
    const name = targetName(target)
    if (found?.readOnly !== undefined && managed.has(name))
      throw cannotFill(connection.id, name, found.readOnly)
    targets[`${target.container}\u0000${name}`] = found ?? null
    const remoteIds: string[] = []
    if (found !== undefined) {
      for await (const page of connector.readMembers(context, found)) {
        for (const remoteId of page.remoteIds) remoteIds.push(remoteId)
        hub.report({
          kind: 'progress',
          task: `pull ${connection.id} ${name}`,
          done: remoteIds.length,
          total: null,
        })
      }
    }
    const erased = await areOfErased(
      hub.store.state,
      remoteIds.map(id => [vendorKey(id, connection.id)]),
    )
    const known = remoteIds.filter((_, index) => !erased[index])
    await hub.store.state.replaceMembers(targetKey(connection.id, target.container, name), known, at)
    count(remoteIds.length)
    hub.report({
      kind: 'done',
      task: `pull ${connection.id} ${name}`,
      text: counted(remoteIds.length, 'member'),
    })
  }
  const fields: Record<string, AccountFacts['fields'][string]> = {}
  for (const container of managedContainers(hub.config.syncs, connection.id, containers)) {
    fields[container] = await connector.listFields(context, container)
  }
  await saveAccountFacts(hub.store.state, connection.id, {
    accountId: account.accountId,
    mirrorAt: at,
    containers,
    targets,
    fields,
  })
}
