/** What can be done to a rehearsal's account from outside: exported as `controls` by a connector's emulator. */
export interface EmulatorControls<State> {
  /** Adds members; one whose address is known already is left as it is. Gives how many were added. */
  seed(state: State, members: readonly ControlledMember[]): number
  /** A member as the vendor holds it now; undefined where nobody has the address. */
  inspect(state: State, email: string): InspectedMember | undefined
  /** Changes a member in any way that makes the vendor call it changed now; false where there is none. */
  touch(state: State, email: string): boolean
}

export interface ControlledMember {
  readonly email: string
  readonly consent: 'subscribed' | 'unsubscribed'
}

export interface InspectedMember {
  readonly email: string
  readonly remoteId: string
  /** The vendor's own word for whether it mails them. */
  readonly consent: string
  readonly fields: Readonly<Record<string, unknown>>
  /** Tags and lists by name. */
  readonly targets: readonly string[]
}
