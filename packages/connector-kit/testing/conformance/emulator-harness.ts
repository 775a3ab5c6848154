import type { ConsentStatus, Instant, Value } from '@esplanade/core/schema'
import type { RemoteField } from '../../src/connector.ts'
import type { FieldRow, TargetRef } from '../../src/push.ts'
import type { WebhookDelivery } from '../../src/webhook.ts'
import type { EmulatorDefinition } from '../emulator/definition.ts'

/**
 * What the conformance suite needs to know of a connector's emulator, past the connector's own eyes:
 * everything here reads and writes the emulator's state directly and makes no request.
 */
export interface EmulatorHarness<State> extends HarnessParts<State> {
  readonly emulator: EmulatorDefinition<State>
  /** A configuration that works against an emulator at `url`, as a user would write it; secrets in plain text. */
  config(url: string): unknown
  /** The same with a key that the emulator does not know. */
  wrongKeyConfig(url: string): unknown
  /** Every secret of both configurations: none may ever be found in an error. */
  readonly secrets: readonly string[]
  /** The container that the suite fills and writes to, as `AccountInfo.containers` names it. */
  readonly container: string
  /** A tag or list that the account does not have yet. */
  readonly target: TargetRef
  /** A text field that the account does not have yet. */
  readonly field: RemoteField
  /** Adds members to the container. Called once per test, on a fresh state. */
  seed(state: State, members: readonly SeedMember[]): void
  /** Changes a member there in any way that makes the vendor call it changed now. */
  touch(state: State, email: string): void
  /** Does at once what the vendor accepted to do later; absent where it does everything before it answers. */
  settle?(state: State): void
  /** What the vendor holds in `field` for a member; undefined where it holds nothing. */
  fieldValue(state: State, email: string, field: string): Value | undefined
  /** The addresses that the vendor holds in a tag or list. */
  targetMembers(state: State, target: TargetRef): ReadonlySet<string>
  /** What the vendor itself would do with an address: null where it never heard an opt-in or opt-out. */
  consent(state: State, email: string): ConsentStatus | null
}

/**
 * What single parts of the suite need beside. A part whose capability the connector declares must be
 * there; any other that an emulator cannot have is named in `lacks`.
 */
export interface HarnessParts<State> {
  /** Parts that this emulator can't have, each with the reason; their tests are left out, and that is printed. */
  readonly lacks?: Readonly<Partial<Record<HarnessPart, string>>>
  /** A target of every further kind that the connector fills. None exists in the account yet. */
  readonly otherTargets?: readonly TargetRef[]
  /** Two topics that the configuration names, and what the vendor itself holds of them for an address. */
  readonly topics?: {
    readonly names: readonly [string, string]
    consent(state: State, email: string, topic: string): ConsentStatus | null
  }
  /** Adds a segment that the vendor fills by a rule of its own, with these members in it. */
  addSegment?(state: State, name: string, emails: readonly string[]): void
  /** Gives a member another address, which nobody has. */
  changeAddress?(state: State, email: string, to: string): void
  /** Takes a member away as the vendor's users do. */
  remove?(state: State, email: string, how: 'deleted' | 'archived'): void
  /** Merges the first member into the second. */
  merge?(state: State, email: string, into: string): void
  /** The person unsubscribes with the link in a mail: a stronger word than the account's own. */
  optOutByPerson?(state: State, email: string): void
  /** Mail to the address bounces for good. */
  bounce?(state: State, email: string): void
  /** Whether the vendor keeps anything of this person, restorable or not. */
  holds?(state: State, email: string): boolean
  /** The custom events that the vendor keeps of a member. */
  customEvents?(state: State, email: string): readonly HeldEvent[]
  /** Puts any text into the suite's `field`, past everything that checks it. */
  setField?(state: State, email: string, text: string): void
  /** What makes the vendor refuse a row of `field`: alone, or with the whole batch that it is in. */
  poison?(row: FieldRow): FieldRow
  /** The working key works no more. */
  revokeKey?(state: State): void
  /** Takes the suite's `target` away, as the vendor's users do. */
  dropTarget?(state: State): void
  /** Takes the suite's `field` away. */
  dropField?(state: State): void
  /** Makes the suite's `field` one of numbers. */
  retypeField?(state: State): void
  /** Adds a field that every member should have filled, and none has. */
  requireField?(state: State): void
  /** Adds a member whom no address is known of. */
  addWithoutEmail?(state: State): void
  /** For a connector of which an operation answers with jobs. */
  readonly jobs?: {
    readonly operation: 'fields' | 'members'
    /** What becomes of the job that the vendor takes on next. */
    next(state: State, fate: JobFate): void
  }
  /** Changes a member as of a moment ahead of the vendor's own clock, as imports and other systems' clocks do. */
  dateAhead?(state: State, email: string, at: Instant): void
  /** Adds a campaign that was sent, to be found by the stream `campaigns`. */
  addCampaign?(state: State): { readonly id: string; readonly subject: string; readonly sentAt: Instant }
  /** Adds a product, to be found by the stream `products`. */
  addProduct?(state: State): { readonly id: string; readonly title: string }
  /** Leaves the working key these permissions alone. */
  grant?(state: State, scopes: readonly string[]): void
  readonly webhook?: WebhookHarness<State>
}
export type HarnessPart = Exclude<keyof HarnessParts<never>, 'lacks'>

/** `fails`: as a whole; `loses-rows`: it ends well and never mentions its first row; `expires`: nobody knows it any more. */
export type JobFate = 'fails' | 'loses-rows' | 'expires'

export interface HeldEvent {
  readonly name: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** The vendor's way to call us, written from its documentation and apart from the connector's. */
export interface WebhookHarness<State> {
  readonly secret: string
  /** The vendor tells that this member changed, signed at this moment with this secret. */
  delivery(
    state: State,
    email: string,
    signed: { readonly at: Instant; readonly secret: string },
  ): WebhookDelivery
}

/** Addresses are lower-case and unique. */
export interface SeedMember {
  readonly email: string
  readonly consent: 'subscribed' | 'unsubscribed'
}

/** A test that a connector cannot pass, by its full name, and why. Printed with the results. */
export interface Skip {
  readonly test: string
  readonly reason: string
}
