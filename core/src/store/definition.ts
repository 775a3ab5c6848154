import type { Instant, SegmentId, SegmentNo } from '../schema/index.ts'

export interface StoredSegment {
  readonly id: SegmentId
  readonly segmentNo: SegmentNo
  readonly version: number
  readonly title: string
  /** The definition as canonical JSON. */
  readonly definition: string
  readonly savedAt: Instant
  readonly deletedAt: Instant | null
  /** The moment that its members were last computed as of; null before they ever were. */
  readonly evaluatedAt: Instant | null
}

export interface DefinitionStore {
  /**
   * Makes these the hub's segments: new ids get a number, changed definitions a new version, ids
   * that are missing are marked deleted. Returns all living ones, ordered by number. `author` is who
   * had them saved, as far as that is known.
   */
  saveSegments(
    segments: readonly { id: SegmentId; title: string; definition: string }[],
    at: Instant,
    author?: string,
  ): Promise<StoredSegment[]>
  segments(): Promise<StoredSegment[]>
  /** Notes that the members of these were computed, also where nobody entered or left. */
  saveEvaluated(segments: readonly SegmentNo[], asOf: Instant): Promise<void>
  /** Every version that a segment of this id ever had, oldest first; none for an id never stored. */
  segmentVersions(id: SegmentId): Promise<SegmentVersion[]>
}

/** What a segment meant from one moment to the next version. */
export interface SegmentVersion {
  /** An id that came back after its deletion is another segment, with a number of its own. */
  readonly segmentNo: SegmentNo
  readonly version: number
  readonly title: string
  /** The definition as canonical JSON. */
  readonly definition: string
  readonly savedAt: Instant
  /** Who had it saved; null where nobody said. */
  readonly author: string | null
  /** When the segment, all its versions with it, was deleted; null while it lives. */
  readonly deletedAt: Instant | null
}
