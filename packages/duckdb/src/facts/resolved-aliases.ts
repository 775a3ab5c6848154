import type { Session } from '../engine/session.ts'
import type { EventTypeRow } from './event-types.ts'
import { hotTable } from './hot-table.ts'
import { saveSetting, setting } from './settings.ts'

/**
 * Whether a scan of this table has to look up where contacts were merged into. Not while nobody ever
 * was; nor once a compaction wrote the numbers of today, as long as no merge came after it and no row
 * with a number that was merged away.
 */
export async function hasMerged(session: Session, type: EventTypeRow): Promise<boolean> {
  const aliases = await aliasesNow(session)
  if (aliases === null) return false
  const resolved = await setting(session, resolvedSetting(type))
  if (resolved === undefined) return true
  const { digest, seq } = JSON.parse(resolved) as Resolved
  if (digest !== aliases) return true
  // Later rows lie behind all others, so this reads the end of the table alone.
  const late = await session.rows(
    `select 1 from ${hotTable(type)} where seq > ${seq} and contact_no in (select from_no from contact_alias) limit 1`,
  )
  return late.length > 0
}

/** Remembers that every contact of this table is one that is not merged into another. */
export async function noteResolved(session: Session, type: EventTypeRow): Promise<void> {
  const { seq } = await session.one<{ seq: number }>(
    `select coalesce(max(seq), 0) as seq from ${hotTable(type)}`,
  )
  const resolved: Resolved = { digest: await aliasesNow(session), seq }
  await saveSetting(session, resolvedSetting(type), JSON.stringify(resolved))
}

/**
 * Numbers in the tables may be ones that are merged again some day, by the very aliases of before: nothing
 * is known of any table until it is written anew.
 */
export const forgetResolved = (session: Session): Promise<void> =>
  session.run(`delete from setting where starts_with(name, '${RESOLVED}')`)

interface Resolved {
  /** Of the aliases then; null for none. */
  readonly digest: string | null
  readonly seq: number
}

async function aliasesNow(session: Session): Promise<string | null> {
  const { count, digest } = await session.one<{ count: number; digest: string | null }>(
    `select count(*) as count, md5(string_agg(from_no || ' ' || into_no, ' ' order by from_no)) as digest
     from contact_alias`,
  )
  return count === 0 ? null : digest
}

const RESOLVED = 'contacts resolved of type '
const resolvedSetting = ({ no }: EventTypeRow): string => `${RESOLVED}${no}`
