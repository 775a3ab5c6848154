import type { RemoteField } from './connector.ts'
import type { TargetKind } from './push.ts'

/** What an account holds, as its key can see it: plain JSON, for people who set a sync up. */
export interface AccountDescription {
  readonly account: {
    readonly id: string
    readonly name: string
    /** What the account pays for, in the vendor's words; null where the vendor doesn't tell. */
    readonly tier: string | null
  }
  readonly containers: readonly DescribedContainer[]
  /** Tags, lists and segments by name. `writable` are those that a sync may fill. */
  readonly targets: readonly DescribedTarget[]
  readonly fields: readonly DescribedField[]
  /** What the vendor reported of its limits while this was read. */
  readonly limits: readonly SeenLimit[]
  /** Permissions of the key in the vendor's words; null where the vendor doesn't tell. */
  readonly scopes: readonly string[] | null
}

export interface DescribedContainer {
  readonly id: string
  readonly name: string
  /** Null where the vendor doesn't tell. */
  readonly members: number | null
}

export interface DescribedTarget {
  readonly kind: TargetKind | 'segment'
  readonly container: string
  readonly name: string
  readonly remoteId: string
  readonly writable: boolean
  readonly members: number | null
}

export interface DescribedField extends RemoteField {
  readonly container: string
  /** What people see. */
  readonly label: string
  /** The vendor's own word for its type: `dropdown`, `enumeration/checkbox`. */
  readonly vendorType: string
  readonly required: boolean
  readonly writable: boolean
}

/** A limit as it stood: a day's calls, contacts of the plan, jobs under way. */
export interface SeenLimit {
  readonly name: string
  readonly allowed: number | null
  readonly used: number | null
  /** Where the numbers come from: a header's name, a call. */
  readonly source: string
}

/** A field as `describe` shows it: what is not told is that it is optional, and writable by its type. */
export const describedField = (
  field: RemoteField,
  told: Pick<DescribedField, 'vendorType'> & Partial<DescribedField>,
): DescribedField => ({
  container: '',
  label: field.name,
  required: false,
  writable: field.type !== null,
  ...field,
  ...told,
})
