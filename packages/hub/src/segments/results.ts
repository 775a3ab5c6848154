import type { DifferenceLine, Explanation, ParetoRow } from '@esplanade/core/segments'

/** A contact as people know it. */
export interface NamedContact {
  readonly contact: number
  /** `email:…`, `external:…`, or a connection's name and its id there. */
  readonly identities: readonly string[]
}

/** Two segments that were declared disjoint and share somebody. */
export interface DisjointViolation {
  readonly segments: readonly [string, string]
  readonly contacts: number
  /** The first few by name. */
  readonly offenders: readonly NamedContact[]
}

/** Why a segment was not computed and keeps its members; a segment can have several reasons. */
export type HeldSegment = HeldAsStale | HeldAsUnread | HeldAsForeign

/** The newest finished pull of the connection is older than the segment allows; null where there is none. */
interface HeldAsStale {
  readonly segment: string
  readonly because: 'stale'
  readonly connection: string
  readonly lastPull: string | null
  readonly ageMs: number | null
  readonly withinMs: number
}

/** No finished pull has read this tag or list of the connection yet. */
interface HeldAsUnread {
  readonly segment: string
  readonly because: 'unread'
  readonly connection: string
  readonly target: string
}

interface HeldAsForeign extends MissingAmounts {
  readonly segment: string
  readonly because: 'foreign'
}

/** So many amounts that are read are in another currency than the hub's, and no rate converts them. */
export interface MissingAmounts {
  readonly event: string
  readonly property: string
  readonly amounts: number
  /** What they are in, by code. */
  readonly currencies: readonly string[]
}

export interface OverlapResult {
  readonly asOf: string
  readonly contacts: number
  readonly segments: readonly { readonly id: string; readonly members: number }[]
  /** How many contacts each two share, in the order of `segments`; the diagonal holds the sizes. */
  readonly shared: readonly (readonly number[])[]
  /** What each two share of all that is in either, from 0 to 1. */
  readonly jaccard: readonly (readonly number[])[]
  /** Contacts in none of them. */
  readonly nobodys: { readonly contacts: number; readonly samples: readonly NamedContact[] }
  readonly violations: readonly DisjointViolation[]
}

export interface ParetoResult {
  readonly asOf: string
  readonly within: string
  /** Opens and clicks of everybody. */
  readonly total: number
  readonly rows: readonly ParetoRow[]
}

/** Why one contact is, or is not, in one segment. */
export interface ExplainResult extends Explanation {
  readonly contact: number
  /** What the last evaluation of the segment said; null before there was one. */
  readonly evaluated: {
    readonly version: number
    readonly member: boolean
    /** False where it followed another rule than the explained one, because none computed that yet. */
    readonly sameRule: boolean
  } | null
}

export interface HistoryResult {
  readonly id: string
  /** Oldest first. */
  readonly versions: readonly {
    readonly version: number
    readonly title: string
    readonly savedAt: string
    /** Who had it saved; null where nobody said. */
    readonly author: string | null
    /** When the segment was deleted; an id that came back after that counts its versions anew. */
    readonly deletedAt: string | null
    /** Against the version before. */
    readonly changes: readonly DifferenceLine[]
  }[]
  /** What the next evaluation will save; null where the files say what is stored. */
  readonly unsaved: readonly DifferenceLine[] | null
}

export interface MembersResult {
  readonly id: string
  readonly asOf: string
  /** Of the rule that held then; null before there was one, and after it was deleted. */
  readonly version: number | null
  readonly members: number
  /** The first ones in, named as they are known today. */
  readonly contacts: readonly (NamedContact & { readonly enteredAt: string })[]
}

export interface DifferenceResult {
  readonly asOf: string
  readonly segments: readonly SegmentDifference[]
}

/** What other rules would make of one segment, over the same people at the same instant. */
export interface SegmentDifference {
  readonly id: string
  /** `same` where its own rule stays and one that it refers to does not. */
  readonly kind: 'new' | 'changed' | 'deleted' | 'same'
  readonly changes: readonly DifferenceLine[]
  /** Members by the old and by the new rules. */
  readonly before: number
  readonly after: number
  readonly entering: ChangedContacts
  readonly leaving: ChangedContacts
}

export interface ChangedContacts {
  readonly contacts: number
  /** The first few by name. */
  readonly named: readonly NamedContact[]
}
