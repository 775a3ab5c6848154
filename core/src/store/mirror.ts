import type { ConnectionId, ConsentStatus, ContactNo, IdentityNo, Instant, Value } from '../schema/index.ts'

/** The last known remote state of one member of one container (audience, account) of a vendor. */
export interface MirrorRow {
  readonly connection: ConnectionId
  /** The audience or account that holds the member; `''` where the vendor has just one. */
  readonly container: string
  readonly remoteId: string
  /** The identity that stands for the remote id, so that a merge reassigns the row. */
  readonly identityNo: IdentityNo
  /** The address that the vendor mails, in the vendor's own spelling, by which it must be asked; null where it has none. */
  readonly email: string | null
  readonly fields: Readonly<Record<string, Value>>
  /** What the vendor says of its own permission to mail; null where it says nothing. */
  readonly consent: ConsentStatus | null
  /** The vendor's own word for the member's state, where its bulk write must repeat it. */
  readonly remoteStatus?: string
  /** False once the vendor deleted or archived the member. */
  readonly present: boolean
  readonly seenAt: Instant
}

export interface MirroredMember extends MirrorRow {
  readonly contactNo: ContactNo
}

/** A tag or list of a vendor that the hub fills, as the mirror and the ledger name it. */
export interface TargetKey {
  readonly connection: ConnectionId
  readonly container: string
  /** `tag:VIP`, `list:Newsletter`, `fields`, `consent:email`. */
  readonly target: string
}

export type TargetQuery = Omit<TargetKey, 'container'> & { readonly container: string | null }

export interface MirrorStore {
  /** Replaces the rows with these keys. */
  saveMirror(rows: readonly MirrorRow[]): Promise<void>
  /** All rows of a container, in pages, ordered by remote id, with the contact each belongs to now. */
  readMirror(connection: ConnectionId, container: string): AsyncIterable<readonly MirroredMember[]>
  /** The rows of these contacts in whatever container, those of members that are gone too; by connection, container and remote id. */
  membersOf(contacts: readonly ContactNo[]): Promise<MirroredMember[]>
  /** Members that the vendor still has, over all containers of a connection. */
  countMembers(connection: ConnectionId): Promise<number>
  /** Sets the whole membership of a target to what a finished read of the vendor gave. */
  replaceMembers(target: TargetKey, remoteIds: readonly string[], at: Instant): Promise<void>
  /** Notes what the vendor confirmed that we changed. */
  changeMembers(
    target: TargetKey,
    change: { added: readonly string[]; removed: readonly string[] },
  ): Promise<void>
  /** Remote ids in a target, as last known; undefined before its first finished read. */
  readMembers(target: TargetKey): Promise<Set<string> | undefined>
  /**
   * Contacts with a present member in a target, as last known, ascending, merges resolved; of any
   * container where that is null. Undefined before the first finished read of it.
   */
  contactsOfTarget(target: TargetQuery): Promise<Uint32Array | undefined>
}
