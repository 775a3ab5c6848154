import type { ConsentStatus, Value } from '@esplanade/core/schema'
import type { RemoteField } from '../../src/connector.ts'
import type { TargetRef } from '../../src/push.ts'
import type { EmulatorDefinition } from '../emulator/definition.ts'

/**
 * What the conformance suite needs to know of a connector's emulator, past the connector's own eyes:
 * everything here reads and writes the emulator's state directly and makes no request.
 */
export interface EmulatorHarness<State> {
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
