import type { ContactNo, IdentityKey, Instant } from '../schema/index.ts'

/** The erasure of one person, from the moment it was asked for. Names nobody: the number is nobody else's, ever. */
export interface StoredErasure {
  readonly id: string
  readonly contactNo: ContactNo
  readonly askedAt: Instant
  /** When it was over, here and at every vendor; null while something is under way. */
  readonly endedAt: Instant | null
  /** What was removed and what each connection said, as JSON. */
  readonly receipt: string
}

/** What was removed of each contact, counted by kind; kinds of which there was nothing are left out. */
export type RemovedRows = ReadonlyMap<ContactNo, Readonly<Record<string, number>>>

export interface ErasureStore {
  /**
   * Forgets these contacts, given by the numbers that they have now, merged ones included: identities, statements about their addresses, mirror,
   * places in tags and lists, ledger and dead letters. Facts are erased before, by `eraseContacts`, which
   * finds them through what this removes. Keeps a salted hash of each identity; their numbers are given to
   * nobody else. Repeating it changes nothing.
   */
  forgetContacts(contacts: readonly ContactNo[], at: Instant): Promise<RemovedRows>
  /** Whether each of these identities is one of somebody who was erased, aligned. */
  areErased(keys: readonly IdentityKey[]): Promise<boolean[]>
  /** Forgets the hashes of these identities: their owner came back. Returns how many there were. */
  readmit(keys: readonly IdentityKey[]): Promise<number>
  /** Adds erasures and replaces those with the same id. */
  saveErasures(erasures: readonly StoredErasure[]): Promise<void>
  /** The latest first; only those under way where `open` is true. */
  erasures(query: { readonly open: boolean; readonly limit: number }): Promise<StoredErasure[]>
}
