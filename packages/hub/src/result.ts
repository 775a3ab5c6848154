import type { AccountDescription, MissingScope } from '@esplanade/connector-kit'
import type { DatedRate } from '@esplanade/core/schema'
import type { SegmentWarning } from '@esplanade/core/segments'
import type { CompactReport, Run, StoredCampaign } from '@esplanade/core/store'
import type { PlanResult } from './plan/results.ts'
import type {
  EraseResult,
  ErasurePlan,
  ErasureReceipt,
  ErasureStatus,
  ExportedContact,
  ListedMerge,
  ReadmitResult,
  UnmergeResult,
} from './privacy/results.ts'
import type { PushResult, ReplayResult } from './push/results.ts'
import type {
  ExperimentReport,
  ListedScore,
  ScoreExplanation,
  ScoreReport,
  ScoreTrainResult,
} from './scores/results.ts'
import type {
  DifferenceResult,
  DisjointViolation,
  ExplainResult,
  HeldSegment,
  HistoryResult,
  MembersResult,
  NamedContact,
  OverlapResult,
  ParetoResult,
} from './segments/results.ts'

/** Answers to requests, by command; all plain JSON. Counts are of what this run did. */
export interface HubResults {
  status: StatusResult
  doctor: DoctorResult
  describe: DescribeResult
  pull: PullResult
  import: ImportResult
  evaluate: EvaluateResult
  compact: CompactReport
  'campaigns-list': readonly ListedCampaign[]
  'rates-list': readonly ListedRate[]
  'experiments-report': ExperimentReport
  'scores-train': ScoreTrainResult
  'scores-list': readonly ListedScore[]
  'scores-report': ScoreReport
  'scores-explain': ScoreExplanation
  'segments-list': readonly ListedSegment[]
  'segments-preview': PreviewResult
  'segments-explain': ExplainResult
  'segments-history': HistoryResult
  'segments-members': MembersResult
  'segments-diff': DifferenceResult
  'segments-overlap': OverlapResult
  'segments-pareto': ParetoResult
  plan: PlanResult
  push: PushResult
  replay: ReplayResult
  'erase-plan': ErasurePlan
  erase: EraseResult
  'erase-status': ErasureStatus
  'erase-close': ErasureReceipt
  readmit: ReadmitResult
  'contacts-merges': readonly ListedMerge[]
  'contacts-unmerge': UnmergeResult
  'contacts-export': ExportedContact
  sync: SyncResult
}

export interface StatusResult {
  readonly store: string
  readonly contacts: number
  readonly identities: number
  readonly events: Readonly<Record<string, number>>
  readonly connections: readonly {
    readonly id: string
    readonly connector: string
    readonly members: number
    /** Articles of its shop. */
    readonly products: number
    readonly lastPull: string | null
    readonly openBatches: number
    /** Those of them whose job the vendor still works on; the next push or sync asks again. */
    readonly pendingBatches: number
    readonly deadLetters: number
  }[]
  readonly segments: readonly SegmentSummary[]
  readonly scoreAlarms: readonly string[]
  readonly running: string | null
  readonly runs: readonly Run[]
}

export interface DoctorResult {
  readonly healthy: boolean
  /** One line each; `next` says what to do about a failed one. */
  readonly checks: readonly {
    readonly name: string
    readonly ok: boolean
    readonly detail: string
    readonly next?: string
  }[]
}

export interface DescribeResult {
  readonly connection: string
  readonly connector: string
  readonly description: AccountDescription
  /** What the key lacks for what this hub does with the connection; empty where the vendor doesn't tell. */
  readonly missing: readonly MissingScope[]
}

export interface PullResult {
  readonly connections: readonly PulledConnection[]
}

export interface PulledConnection {
  readonly id: string
  readonly connector: string
  readonly contacts: number
  readonly events: number
  readonly duplicates: number
  readonly members: number
  readonly rejected: number
  /** Rows about people who were erased: nothing of them was stored. */
  readonly erased: number
  readonly requests: number
  readonly throttled: number
  readonly retried: number
  /** Why it stopped early; what was stored until then is kept. */
  readonly error: string | null
}

export interface ImportResult {
  readonly rows: number
  readonly contacts: number
  readonly events: number
  readonly duplicates: number
  /** The first rejects with line and reason; `rejectedRows` counts all. */
  readonly rejectedRows: number
  readonly rejects: readonly { readonly line: number; readonly reason: string }[]
}

/** A mail to many; the counts are of people, machines left out. */
export interface ListedCampaign extends Omit<StoredCampaign, 'sentAt'> {
  readonly sentAt: string | null
  readonly sent: number
  readonly opened: number
  readonly clicked: number
  readonly unsubscribed: number
}

/** The exchange rates of one currency. */
export interface ListedRate {
  readonly currency: string
  /** What one unit of is priced: the currency, or the hub's own. */
  readonly unit: 'currency' | 'hub'
  /** Days that have a rate of their own, the first and the last of them. */
  readonly rates: number
  readonly first: string
  readonly last: string
  /** What an amount of this moment is converted by; null where the last rate is too old, or still to come. */
  readonly current: DatedRate | null
  /** Days between the first and the last whose amounts nothing converts. */
  readonly daysWithout: number
}

export interface SegmentSummary {
  readonly id: string
  readonly title: string
  readonly members: number
  readonly version: number
  /** As of when its members were computed; of one that is held, before it was. Null before they ever were. */
  readonly evaluatedAt: string | null
}

export interface ListedSegment extends SegmentSummary {
  /** What is worth knowing before building on it, as of the last evaluation. */
  readonly warnings: readonly SegmentWarning[]
}

/** How an evaluation was computed. */
export interface ComputedResult {
  readonly mode: 'full' | 'incremental'
  /** Why it was full; null for an incremental one. */
  readonly reason: string | null
  /** Contacts that were decided anew; null for all. */
  readonly touched: number | null
  /** True when a full evaluation beside named the same members. */
  readonly verified: boolean
  /** Segments that ask a query in the language of the store, which is not incremental: it was asked anew, in full. */
  readonly queries: readonly string[]
  /** Milliseconds of reading the state back, of evaluating, of keeping the state and of storing who is a member. */
  readonly ms: {
    readonly load: number
    readonly evaluate: number
    readonly save: number
    readonly write: number
  }
}

export interface EvaluateResult {
  readonly asOf: string
  readonly contacts: number
  readonly computed: ComputedResult
  readonly segments: readonly {
    readonly id: string
    readonly members: number
    readonly entered: number
    readonly left: number
  }[]
  /** Segments that were not computed and keep the members that they had, with every reason. */
  readonly held: readonly HeldSegment[]
  /** Segments declared disjoint that share somebody. */
  readonly violations: readonly DisjointViolation[]
  readonly warnings: readonly SegmentWarning[]
}

export interface PreviewResult {
  readonly id: string
  readonly title: string
  readonly members: number
  /** Of all contacts. */
  readonly share: number
  /** Members with an address that did not opt out, */
  readonly mailable: number
  /** and what part of the members they are. */
  readonly mailableShare: number
  readonly samples: readonly (NamedContact & {
    readonly attributes: Readonly<Record<string, unknown>>
  })[]
}

export interface SyncResult {
  readonly pull: PullResult
  readonly evaluate: EvaluateResult
  readonly plan: PlanResult
  readonly push: PushResult
}
