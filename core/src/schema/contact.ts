import type { Value } from './attribute.ts'
import type { Identity } from './identity.ts'
import type { ContactNo } from './ids.ts'

/** One person: the identities that were found to be theirs and the attributes that hold now. */
export interface Contact {
  readonly contactNo: ContactNo
  readonly identities: readonly Identity[]
  readonly attributes: Readonly<Record<string, Value>>
}
