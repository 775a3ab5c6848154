import type {
  Channel,
  ConnectionId,
  ConsentStatement,
  ContactNo,
  Identity,
  IdentityKey,
  IdentityNo,
} from '../schema/index.ts'
import type { ConsentWord } from '../segments/plan.ts'
import type { BatchStore } from './batch.ts'
import type { CampaignStore } from './campaign.ts'
import type { DefinitionStore } from './definition.ts'
import type { ErasureStore } from './erasure.ts'
import type { LedgerStore } from './ledger.ts'
import type { MirrorStore } from './mirror.ts'
import type { ModelStore } from './model.ts'
import type { ProductStore } from './product.ts'
import type { RunStore } from './run.ts'

/** The transactional half of a store: who is who, what was said, what was sent, how far we are. */
export interface StateStore
  extends IdentityStore,
    ConsentStore,
    MirrorStore,
    LedgerStore,
    BatchStore,
    RunStore,
    CampaignStore,
    ProductStore,
    ErasureStore,
    DefinitionStore,
    ModelStore {}

export interface IdentityStore {
  /** The stored identities among `keys`, aligned with them; undefined where unknown. Merges are resolved. */
  findIdentities(keys: readonly IdentityKey[]): Promise<(Identity | undefined)[]>
  /** Reserves dense numbers; returns the first of each. Reserved numbers are never given again. */
  reserveNumbers(counts: {
    contacts: number
    identities: number
  }): Promise<{ contactNo: ContactNo; identityNo: IdentityNo }>
  /** Stores new identities and merges. A merge adds an alias; no event or attribute is rewritten. */
  saveIdentities(change: { created: readonly Identity[]; merges: readonly Merge[] }): Promise<void>
  /** All identities of these contacts, merges resolved, in no promised order. */
  identitiesOf(contacts: readonly ContactNo[]): Promise<Identity[]>
  /** Living contacts: numbers given, less those merged away. */
  countContacts(): Promise<number>
  countIdentities(): Promise<number>
  /** Merges that stand, those of the lowest numbers first. */
  merges(query: { readonly limit: number }): Promise<RecordedMerge[]>
  /**
   * The identities that a contact had when it was merged away, and those of contacts merged into it, each
   * with the contact that it came with. None for a contact that is not merged away. Identities that came
   * after the merge are not among them: they are the survivor's.
   */
  identitiesBefore(merged: ContactNo): Promise<Identity[]>
  /**
   * Takes the merge of this contact back, and remembers that the two are never to be merged again. Events
   * are brought back before, by `reassign`. A contact that is not merged away stays as it is.
   */
  unmerge(merged: ContactNo): Promise<void>
  /** Pairs of contacts, by the numbers they have now, of which one is among these, that are not to be merged. */
  separations(contacts: readonly ContactNo[]): Promise<Separation[]>
}

/** Two contacts that were one by mistake. */
export type Separation = readonly [ContactNo, ContactNo]

/** A merge as it was made, and the contact that it leads to by now. */
export interface RecordedMerge extends Merge {
  readonly survivor: ContactNo
}

/** Two contacts turned out to be one person; `from` now means `into`. */
export interface Merge {
  readonly from: ContactNo
  readonly into: ContactNo
}

export interface ConsentStore {
  /** Adds statements to the ledger; a statement already there (same in all but `receivedAt`) is left out. */
  appendConsent(statements: readonly ConsentStatement[]): Promise<{ appended: number }>
  /** Every statement about these addresses on a channel, for `foldConsent`. Unknown addresses have none. */
  consentOf(channel: Channel, addresses: readonly string[]): Promise<ConsentStatement[]>
  /**
   * Addresses whose statements about mail as a whole (scope `global`), or about one topic, now end, by
   * `foldConsent`, in an opt-out or a suppression, in pages.
   */
  optedOut(channel: Channel, topic?: string): AsyncIterable<readonly string[]>
  /**
   * Contacts with at least one address on the channel of which the word is true, ascending, merges
   * resolved. An address is judged by `foldConsent`; whoever opted out of everything opted out of every
   * topic. `never_asked` is an address of which nobody said anything; `mailable` one not opted out.
   */
  contactsOfConsent(query: ConsentQuery): Promise<Uint32Array>
}

export interface ConsentQuery {
  readonly channel: Channel
  /** Null for mail, or messages, as a whole. */
  readonly topic: string | null
  readonly is: ConsentWord
}

export interface CursorKey {
  readonly connection: ConnectionId
  readonly stream: string
}
