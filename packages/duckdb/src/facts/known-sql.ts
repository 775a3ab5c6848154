import { sequence } from '../engine/sql.ts'

/**
 * Rows of a type as they were known up to a number of the log. What stands now and came by then stood then;
 * beside it stands what was corrected or taken back only later, as it was told before.
 */
export function knownSql({
  typeNo,
  standing,
  knownUntil,
  corrected,
}: {
  readonly typeNo: number
  readonly standing: string
  readonly knownUntil: number
  /** Turns rows of the log into rows like those that stand; null for types that never change. */
  readonly corrected: ((log: string) => string) | null
}): string {
  const known = `select * from ${standing} where seq <= ${sequence(knownUntil)}`
  if (corrected === null) return `(${known})`
  const log = `(select seq, event_id, contact_no, identity_no, ts, properties from event_log
    where type_no = ${typeNo} and seq <= ${sequence(knownUntil)} and event_id in (
      select event_id from event_log where type_no = ${typeNo} and retraction and seq > ${sequence(knownUntil)})
    qualify row_number() over (partition by event_id order by seq desc) = 1 and not retraction)`
  return `(${known} union all by name (${corrected(log)}))`
}
