import type { Catalog, ScoreType } from '@esplanade/core/schema'
import type { ScoreColumn } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { identifier } from '../engine/sql.ts'
import { noteChanged, noteEverybodyChanged } from './contact-changes.ts'

/** A score and the number of its table. */
export interface ScoreRow {
  readonly no: number
  readonly name: string
  readonly type: ScoreType
}

export const scoreRows = (session: Session): Promise<ScoreRow[]> =>
  session.rows<ScoreRow>('select score_no as no, name, type from score order by score_no')

/** The table of a score: `contact_no`, and `score` where there is one. */
export const scoreTable = ({ no }: Pick<ScoreRow, 'no'>): string => identifier(`score_${no}`)

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

/** Replaces the columns of scores. */
export async function saveScores(session: Session, columns: readonly ScoreColumn[]): Promise<void> {
  const known = new Map((await scoreRows(session)).map(row => [row.name, row]))
  for (const { name, contactNo, values } of columns) {
    const row = known.get(name)
    if (row === undefined) {
      throw new RangeError(`The store has no score "${name}"; the catalog given to prepare() lacks it.`)
    }
    const numbers = values instanceof Float64Array
    if (numbers !== (row.type === 'number')) {
      throw new TypeError(`The score "${name}" is ${row.type}; it was given the other kind of values.`)
    }
    await session.stage('scored', [
      { name: 'contact_no', values: contactNo },
      { name: 'value', values: numbers ? values.map(sixDecimals) : values },
    ])
    const present = numbers ? 'not isnan(value)' : 'value is not null'
    const differs = `select coalesce(was.contact_no, s.contact_no) as contact_no
      from ${scoreTable(row)} was full join (from scored where ${present}) s on s.contact_no = was.contact_no
      where was.score is distinct from s.value`
    await noteChanged(session, differs, 'profile')
    await session.run(`delete from ${scoreTable(row)}`)
    await session.run(
      `insert into ${scoreTable(row)} select contact_no, value from scored where ${present} order by contact_no`,
    )
  }
}

/** As far as attributes of type number go, so that a score compares and prints as one of them. */
const sixDecimals = (value: number): number => Math.round(value * 1e6) / 1e6
