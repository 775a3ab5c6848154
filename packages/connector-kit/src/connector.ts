import type { ConnectionId, Instant } from '@esplanade/core/schema'
import type { z } from 'zod'
import type { Absences } from './capability.ts'
import type { AccountDescription } from './describe.ts'
import type { Failure, FaultRule } from './fault.ts'
import type { LimitPolicy } from './limit.ts'
import type { MembersPage, Page, PulledGone, PulledItem } from './pull.ts'
import type { ForetoldCall, Operations, TargetInfo, TargetKind, TargetRef } from './push.ts'
import type { ScopeNeeds } from './scopes.ts'
import type { Session } from './session.ts'
import type { Webhooks } from './webhook.ts'

/**
 * Everything the hub knows about one ESP: a typed object literal. Limits, faults and names are data
 * that print as JSON; the code that reads them exists once, in the kit.
 */
export interface Connector<Config = unknown, Client = unknown> {
  readonly name: string
  readonly title: string
  /** The vendor's page on its API. */
  readonly docs: string
  /** Checks a connection's configuration; secrets are `secretSchema`. */
  readonly config: z.ZodType<Config>
  /** What the vendor allows, for this configuration (tiers differ). Shared by pull and push. */
  limits(config: Config): readonly LimitPolicy[]
  /** From (status, code) to a kind of failure. First match wins. */
  readonly faults: readonly FaultRule[]
  /**
   * Turns whatever the SDK throws into plain facts. SDK errors carry credentials: nothing of the
   * original but status, headers and the vendor's words may survive. Undefined for an error that is
   * not the SDK's (a bug), which is then thrown on.
   */
  readFailure(error: unknown): Failure | undefined
  /** Remote field names that mean a standard attribute: `{ FNAME: 'first_name' }`. */
  readonly fields: Readonly<Record<string, string>>
  /** Builds the vendor's SDK client. Makes no call. */
  connect(config: Config): Client
  /** One cheap call that proves key and reach, and what the account is. */
  check(context: ConnectorContext<Config, Client>): Promise<AccountInfo>
  /** What the vendor has no way to do, each with the reason; every other capability is there. */
  readonly absent?: Absences
  /** Reads what the account holds: for people who set a sync up, never needed by one. */
  describe?(context: ConnectorContext<Config, Client>): Promise<AccountDescription>
  /** Which permissions of the key each stream and operation needs, for this configuration. */
  scopes?(config: Config): ScopeNeeds
  /** Topics that this configuration names: scopes of the consent that is pulled, beside `global`. */
  topics?(config: Config): readonly string[]
  /** What can be pulled; contacts first, since events refer to them. */
  readonly streams: readonly Stream<Config, Client>[]
  /** What the streams tell of members that went. */
  readonly gone?: readonly PulledGone['reason'][]
  /** What can be filled with members. */
  readonly targets?: readonly TargetKind[]
  /** Whether `findTarget` finds segments of the vendor's own as well, marked `readOnly`. */
  readonly segments?: true
  /** For forecasts: what `createTarget` of each kind, and `createFields`, call at most. */
  readonly making?: Readonly<Partial<Record<TargetKind | 'fields', readonly ForetoldCall[]>>>
  /** Finds a tag or list by name; undefined when the account has none such. */
  findTarget(context: ConnectorContext<Config, Client>, target: TargetRef): Promise<TargetInfo | undefined>
  /** Creates it. Called only after the plan said so. */
  createTarget(context: ConnectorContext<Config, Client>, target: TargetRef): Promise<TargetInfo>
  /** Custom fields of a container by remote name; `null` type for one the hub cannot fill. */
  listFields(context: ConnectorContext<Config, Client>, container: string): Promise<readonly RemoteField[]>
  /**
   * Creates missing custom fields, in as few calls as the vendor allows; one that exists gets the
   * options that it lacks. Called only after the plan said so.
   */
  createFields(
    context: ConnectorContext<Config, Client>,
    container: string,
    fields: readonly RemoteField[],
  ): Promise<void>
  /** Reads all members of a tag, a list, or a segment that was found. */
  readMembers(context: ConnectorContext<Config, Client>, target: TargetInfo): AsyncIterable<MembersPage>
  /** What the vendor may call us with; absent where it calls nobody. */
  readonly webhooks?: Webhooks
  /** What can be written, by the vendor's bulk operation for it. */
  readonly operations: Operations<Config, Client>
}

/** What every function of a connector works with. */
export interface ConnectorContext<Config, Client> {
  readonly connection: ConnectionId
  readonly config: Config
  readonly client: Client
  readonly session: Session
}

export interface AccountInfo {
  /** The vendor's id for the account. */
  readonly accountId: string
  readonly name: string
  /** Audiences or the account itself: the containers that hold members. */
  readonly containers: readonly { readonly id: string; readonly name: string }[]
}

export interface RemoteField {
  /** The vendor's internal name: a merge tag, a property name. */
  readonly name: string
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'instant' | null
  /** The only values that it takes. */
  readonly options?: readonly string[]
  /** Takes several values at once. */
  readonly multiple?: boolean
  /** How long a text may be; a longer one is truncated. */
  readonly most?: { readonly unit: 'characters' | 'bytes'; readonly count: number }
}

export interface Stream<Config, Client> {
  /** `contacts`, `email_events`, `orders` …: the cursor's name. */
  readonly name: string
  /** Each page comes with the checkpoint that is safe once the page is stored. Ends when caught up with `request.until`. */
  pull(context: ConnectorContext<Config, Client>, request: PullRequest): AsyncIterable<Page<PulledItem>>
}

export interface PullRequest {
  /** What the last stored page carried; undefined for a first pull. JSON of the connector's own. */
  readonly checkpoint: unknown
  /** The frozen upper bound of this pull. */
  readonly until: Instant
  /** How far back a first pull of events reaches. */
  readonly since: Instant
  /** The ids of a container's members that the hub believes to be there, for `sweepStream`; absent, nothing is swept. */
  mirror?(container: string): AsyncIterable<readonly string[]>
}

/** Types a connector's literal: infers config and client from it. */
export function defineConnector<Config, Client>(
  connector: Connector<Config, Client>,
): Connector<Config, Client> {
  return connector
}

/** A connector with its configuration already checked: what a hub configuration holds. */
export interface ConfiguredConnector {
  readonly connector: Connector
  /** As the user wrote it; checked when the hub opens, so that every mistake is reported at once. */
  readonly config: unknown
}
