import type { Value } from '@esplanade/core/schema'
import type { NamedContact } from '../segments/results.ts'

/** What an erasure did and does, for whoever has to prove it. Holds nothing about the person. */
export interface ErasureReceipt {
  readonly id: string
  /** The number that the person had here. Nobody else ever gets it. */
  readonly contact: number
  readonly askedAt: string
  /** When it was over at every vendor; null while something is under way. */
  readonly endedAt: string | null
  /** Rows removed from the store, by kind; null when the process died on its way there, and it goes on with the next request. */
  readonly removed: Readonly<Record<string, number>> | null
  /** One for each member that a vendor had of the person. */
  readonly vendors: readonly VendorErasure[]
  /** Connections that were never pulled to the end: nobody knows whether they have the person. */
  readonly unread: readonly string[]
}

export interface VendorErasure {
  readonly connection: string
  readonly connector: string
  /**
   * `waiting` to be asked; `asked`, and the vendor works on it; `confirmed`: seen that it has nobody of that
   * name left; `accepted`, by a vendor that confirms nothing; `refused`, and asked again by each later
   * request; `in-doubt`: nobody knows, and asking twice is not allowed; `by-hand`: the vendor offers no
   * erasure; `closed` by a person.
   */
  readonly state: VendorErasureState
  readonly askedAt: string | null
  readonly confirmedAt: string | null
  /** The vendor's, without addresses. */
  readonly words: string | null
  /** What is left for a person to do. */
  readonly next: string | null
}

export type VendorErasureState =
  | 'waiting'
  | 'asked'
  | 'confirmed'
  | 'accepted'
  | 'refused'
  | 'in-doubt'
  | 'by-hand'
  | 'closed'

/** What an erasure would do. */
export interface ErasurePlan {
  readonly people: readonly {
    readonly contact: number
    readonly identities: number
    readonly vendors: readonly Pick<VendorErasure, 'connection' | 'connector' | 'state' | 'next'>[]
  }[]
  readonly unknown: readonly UnknownPerson[]
  readonly unread: readonly string[]
}

/** Somebody who was asked for and is not here, by their place among those asked for. */
export interface UnknownPerson {
  readonly place: number
  readonly reason: string
}

export interface EraseResult {
  readonly receipts: readonly ErasureReceipt[]
  readonly unknown: readonly UnknownPerson[]
  /** Connections that could not be asked, with the reason; later requests ask again. */
  readonly errors: readonly { readonly connection: string; readonly error: string }[]
}

export type ErasureStatus = Omit<EraseResult, 'unknown'>

export interface ReadmitResult {
  /** Hashes that were forgotten. */
  readonly readmitted: number
}

/** A merge that stands. */
export interface ListedMerge {
  /** The contact that is merged away, and who it is now. */
  readonly contact: number
  readonly into: number
  /** What it brought along, as `email:…`, `news:…`. */
  readonly identities: readonly string[]
}

export interface UnmergeResult {
  /** Who is a contact of their own again, and whom they were taken out of. */
  readonly contact: NamedContact
  readonly from: NamedContact
}

/** One person's data, times as ISO 8601. */
export interface ExportedContact {
  readonly contact: number
  readonly identities: readonly {
    readonly kind: string
    readonly value: string
    readonly connection: string | null
  }[]
  readonly attributes: Readonly<Record<string, Value>>
  readonly consent: readonly {
    readonly address: string
    readonly channel: string
    readonly scope: string
    readonly status: string
    readonly at: string
    readonly receivedAt: string
    readonly source: string
    readonly evidence: string
  }[]
  readonly members: readonly {
    readonly connection: string
    readonly container: string
    readonly remoteId: string
    readonly email: string | null
    readonly fields: Readonly<Record<string, Value>>
    readonly consent: string | null
    readonly present: boolean
    readonly seenAt: string
  }[]
  readonly events: readonly {
    readonly type: string
    readonly at: string
    readonly source: string
    readonly properties: Readonly<Record<string, Value>>
  }[]
  readonly segments: readonly {
    readonly segment: string
    readonly enteredAt: string
    readonly leftAt: string | null
  }[]
}
