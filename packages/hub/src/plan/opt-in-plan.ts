import type { OptInRow } from '@esplanade/connector-kit'
import {
  type ConsentStatement,
  effectiveAt,
  foldConsent,
  GLOBAL_SCOPE,
  type Instant,
  isoInstant,
} from '@esplanade/core/schema'
import type { ConsentStore, LedgerRow, MirroredMember } from '@esplanade/core/store'
import { addressOf } from './field-plan.ts'
import type { PlannedRow } from './planned.ts'

/** The opt-ins of one container, member by member. */
export interface OptInPlan {
  readonly visit: (member: MirroredMember, address: string | null) => void
  finish(consent: ConsentStore): Promise<{
    rows: readonly PlannedRow[]
    unchanged: number
    refused: Record<string, number>
  }>
}

/** Addresses whose consent is looked up at once. */
const ADDRESSES_AT_ONCE = 10_000

/**
 * Plans to raise the consent of members whose own address has an opt-in on record that is newer than every
 * opt-out, bounce and complaint of that address, whoever told of it. Each opt-in is raised once at each
 * member: a vendor that does not show it afterwards has its reasons, and only a newer opt-in asks again.
 */
export function optInPlan(options: {
  readonly inSegment: (contactNo: number) => boolean
  readonly delivered: ReadonlyMap<string, LedgerRow>
}): OptInPlan {
  const { inSegment, delivered } = options
  const asked: { member: MirroredMember & { email: string }; address: string }[] = []
  const refused: Record<string, number> = {}
  let unchanged = 0
  return {
    visit(member, address) {
      const { email } = member
      if (!member.present || !inSegment(member.contactNo)) return
      if (member.consent === 'subscribed') unchanged++
      else if (email === null || address === null) refused['no-email'] = (refused['no-email'] ?? 0) + 1
      else asked.push({ member: { ...member, email }, address })
    },
    async finish(consent) {
      const rows: PlannedRow[] = []
      for (let from = 0; from < asked.length; from += ADDRESSES_AT_ONCE) {
        const some = asked.slice(from, from + ADDRESSES_AT_ONCE)
        const said = Map.groupBy(
          await consent.consentOf('email', [...new Set(some.map(({ address }) => address))]),
          ({ address }) => address,
        )
        for (const { member, address } of some) {
          const planned = planOptIn(member, said.get(address) ?? [], delivered.get(member.remoteId))
          if (typeof planned === 'string') refused[planned] = (refused[planned] ?? 0) + 1
          else rows.push(planned)
        }
      }
      return { rows, unchanged, refused }
    },
  }
}

/** The name by which the ledger knows opt-ins. */
export const OPT_IN = 'opt-in'

/** When the person said what a row of that ledger raised. */
export const optedInAt = (sent: string): Instant => Date.parse(sent.split(' ')[0] ?? '') as Instant

/** The row that raises a member's consent, or why there is none. */
export function planOptIn(
  member: MirroredMember & { readonly email: string },
  statements: readonly ConsentStatement[],
  delivered: LedgerRow | undefined,
): PlannedRow | string {
  const verdict = foldConsent(statements.filter(({ scope }) => scope === GLOBAL_SCOPE))
  if (verdict === undefined) return 'no-opt-in'
  if (verdict.status !== 'subscribed') return 'opted-out'
  const { source, evidence } = verdict.because
  const at = effectiveAt(verdict.because) as Instant
  // Somebody knows of an opt-in and not of when it was: that is no evidence to show.
  if (at <= 0) return 'opt-in-undated'
  const sent = `${isoInstant(at)} ${source}`
  if (delivered?.sent === sent) return member.seenAt <= delivered.at ? 'waiting-for-pull' : 'raised-before'
  const row: OptInRow = { ...addressOf(member), email: member.email, optIn: { at, source, evidence } }
  return { row, sent, settled: null }
}
