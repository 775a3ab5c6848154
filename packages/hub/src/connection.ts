import type {
  Connector,
  ConnectorContext,
  LimitPolicy,
  RemoteField,
  TargetInfo,
  TargetRef,
} from '@esplanade/connector-kit'
import type { ConnectionId, Instant } from '@esplanade/core/schema'
import type { StateStore, TargetKey } from '@esplanade/core/store'
import type { ConnectionConfig } from './config.ts'

/** One configured account while the hub is open. */
export interface Connection {
  readonly id: ConnectionId
  readonly connector: Connector
  readonly settings: ConnectionConfig
  /** What the vendor allows this account. */
  readonly limits: readonly LimitPolicy[]
  /** Topics that its configuration names: what an opt-out there, or elsewhere, may be limited to. */
  readonly topics: readonly string[]
  /** Remote field names to attribute names: the connector's own and the configuration's. */
  readonly fieldNames: ReadonlyMap<string, string>
  /** A way to the vendor for one request of the hub; all share the connection's budget. */
  context(signal: AbortSignal): ConnectorContext<unknown, unknown>
}

/** What a finished pull learnt about an account beside its rows; kept as a cursor of its own. */
export interface AccountFacts {
  readonly accountId: string
  /** The frozen end of that pull: what the mirror is as of. */
  readonly mirrorAt: Instant
  readonly containers: readonly string[]
  /** By target name in the mirror; null where the account has no such tag or list yet. */
  readonly targets: Readonly<Record<string, TargetInfo | null>>
  /** Custom fields by container. */
  readonly fields: Readonly<Record<string, readonly RemoteField[]>>
}

const ACCOUNT_CURSOR = 'account'

export async function readAccountFacts(
  state: StateStore,
  connection: ConnectionId,
): Promise<AccountFacts | undefined> {
  const text = await state.cursor({ connection, stream: ACCOUNT_CURSOR })
  return text === undefined ? undefined : (JSON.parse(text) as AccountFacts)
}

export async function saveAccountFacts(
  state: StateStore,
  connection: ConnectionId,
  facts: AccountFacts,
): Promise<void> {
  await state.saveCursor({ connection, stream: ACCOUNT_CURSOR }, JSON.stringify(facts))
}

/** How the mirror and the ledger name a tag or list. */
export const targetName = ({ kind, name, property }: Omit<TargetRef, 'container'>): string =>
  property === undefined ? `${kind}:${name}` : `property-tag:${property}:${name}`

export const targetKey = (connection: ConnectionId, container: string, target: string): TargetKey => ({
  connection,
  container,
  target,
})
