import { createHash } from 'node:crypto'
import type { RateSpan } from '@esplanade/core/schema'
import type { Session } from '../engine/session.ts'
import { doubleColumn, textColumn, uint32Column } from '../engine/staged-column.ts'
import { saveSetting, setting } from './settings.ts'

/** Makes these the rates of the store. Says whether they are others than before. */
export async function saveRates(session: Session, rates: readonly RateSpan[]): Promise<boolean> {
  const digest = createHash('sha256')
  for (const rate of rates) digest.update(`${Object.values(rate).join(' ')}\n`)
  const wanted = digest.digest('hex')
  if ((await setting(session, 'rates')) === wanted) return false
  await session.stage('wanted_rate', [
    textColumn('currency', rates, row => row.currency),
    uint32Column('digits', rates, row => row.digits),
    textColumn('day', rates, row => row.date),
    doubleColumn('starts', rates, row => row.from),
    doubleColumn('ends', rates, row => row.until),
    textColumn('numerator', rates, row => String(row.numerator)),
    textColumn('denominator', rates, row => String(row.denominator)),
  ])
  await session.run('delete from exchange_rate')
  await session.run(
    `insert into exchange_rate by name
     select * replace (numerator::bigint as numerator, denominator::bigint as denominator) from wanted_rate`,
  )
  await session.run('drop table wanted_rate')
  await saveSetting(session, 'rates', wanted)
  return true
}

export const hasRates = async (session: Session): Promise<boolean> =>
  (await session.rows('select 1 from exchange_rate limit 1')).length > 0
