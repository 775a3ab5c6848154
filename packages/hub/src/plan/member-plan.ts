import type { MemberRow } from '@esplanade/connector-kit'
import type { MirroredMember } from '@esplanade/core/store'
import { addressOf } from './field-plan.ts'
import { fingerprint } from './fingerprint.ts'
import type { PlannedRow } from './planned.ts'

/** The changes of one tag or list, member by member. */
export interface MemberPlan {
  /** Looks at one member of the container; each is shown once. */
  readonly visit: (member: MirroredMember, address: string | null) => void
  /** Ends the plan: whoever is in the target and was not wanted leaves it. */
  finish(): {
    add: readonly PlannedRow[]
    remove: readonly PlannedRow[]
    unchanged: number
    refused: Record<string, number>
  }
}

/**
 * Plans a target that the hub fills alone: exactly the present members of the segment that may be
 * mailed at the address they have there. An address that opted out is refused and, if it is in the
 * target, leaves it; another address of the same person lends it nothing.
 */
export function memberPlan(options: {
  readonly inSegment: (contactNo: number) => boolean
  readonly optedOut: ReadonlySet<string>
  readonly current: ReadonlySet<string>
}): MemberPlan {
  const { inSegment, optedOut, current } = options
  const add: PlannedRow[] = []
  const leaving = new Map<string, MemberRow>(
    [...current].map(remoteId => [remoteId, { remoteId, email: null, action: 'remove' }]),
  )
  const refused: Record<string, number> = {}
  let unchanged = 0
  return {
    visit(member, address) {
      const { remoteId } = member
      const stay = member.present && inSegment(member.contactNo)
      const refusal = stay ? refusalOf(address, optedOut, member.consent) : undefined
      if (refusal !== undefined) refused[refusal] = (refused[refusal] ?? 0) + 1
      if (stay && refusal === undefined) {
        leaving.delete(remoteId)
        if (current.has(remoteId)) unchanged++
        else add.push({ row: { ...addressOf(member), action: 'add' }, sent: IN, settled: null })
      } else if (current.has(remoteId)) {
        leaving.set(remoteId, { ...addressOf(member), action: 'remove' })
      }
    },
    finish: () => ({
      add,
      remove: [...leaving.values()].map(row => ({ row, sent: OUT, settled: null })),
      unchanged,
      refused,
    }),
  }
}

const IN = fingerprint({ member: true })
const OUT = fingerprint({ member: false })

/** Why nobody may be added, or told of, by this address; undefined where they may. */
export function refusalOf(
  address: string | null,
  optedOut: ReadonlySet<string>,
  consent: MirroredMember['consent'],
): string | undefined {
  if (address === null) return 'no-email'
  if (optedOut.has(address) || consent === 'unsubscribed' || consent === 'suppressed') return 'opted-out'
  return undefined
}
