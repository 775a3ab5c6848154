import type { Catalog, ScoreType } from '@esplanade/core/schema'
import type { Session } from '../engine/session.ts'
import { identifier } from '../engine/sql.ts'
import { noteEverybodyChanged } from './contact-changes.ts'

/** A score and the number of its table. */
export interface ScoreRow {
  readonly no: number
  readonly name: string
  readonly type: ScoreType
}

export const scoreRows = (session: Session): Promise<ScoreRow[]> =>
  session.rows<ScoreRow>('select score_no as no, name, type from score order by score_no')

export const scoreTableName = ({ no }: Pick<ScoreRow, 'no'>): string => `score_${no}`

/** The table of a score: `contact_no`, and `score` where there is one. */
export const scoreTable = (row: Pick<ScoreRow, 'no'>): string => identifier(scoreTableName(row))

const VALUE_TYPES: Record<ScoreType, string> = { number: 'double', text: 'varchar' }

/** Gives every score of the catalog its table. One that changed its type begins anew, without values. */
export async function prepareScores(session: Session, { scores }: Pick<Catalog, 'scores'>): Promise<void> {
  const known = new Map((await scoreRows(session)).map(row => [row.name, row]))
  let next = 1 + Math.max(0, ...[...known.values()].map(({ no }) => no))
  for (const [name, type] of scores) {
    const stored = known.get(name)
    if (stored?.type === type) continue
    if (stored) {
      await session.run('delete from score where score_no = $1', [stored.no])
      await noteEverybodyChanged(session)
    }
    const row = { no: stored?.no ?? next++, name, type }
    await session.run('insert into score values ($1, $2, $3)', [row.no, name, type])
    await session.run(
      `create or replace table ${scoreTable(row)} (contact_no uinteger not null, score ${VALUE_TYPES[type]} not null)`,
    )
  }
}
