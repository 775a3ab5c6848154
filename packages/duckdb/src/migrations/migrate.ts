import { StoreError } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { foundation } from './0001-foundation.ts'
import { versionAuthor } from './0002-version-author.ts'
import { scores } from './0003-scores.ts'
import { models } from './0004-models.ts'
import { contactChanges } from './0005-contact-changes.ts'
import { campaigns } from './0006-campaigns.ts'
import { erasures } from './0007-erasures.ts'
import { modelChecks } from './0008-model-checks.ts'
import { eventArrivals } from './0009-event-arrivals.ts'
import { exchangeRates } from './0010-exchange-rates.ts'
import { productImages } from './0011-product-images.ts'
import { segmentEvaluated } from './0012-segment-evaluated.ts'

/** A step of the schema, applied once and for ever: a released one is never edited. */
export interface Migration {
  readonly version: number
  readonly statements: readonly string[]
}

const MIGRATIONS: readonly Migration[] = [
  foundation,
  versionAuthor,
  scores,
  models,
  contactChanges,
  campaigns,
  erasures,
  modelChecks,
  eventArrivals,
  exchangeRates,
  productImages,
  segmentEvaluated,
]

/**
 * Brings a file to the newest schema, all steps or none. Refuses a file that a newer Esplanade wrote
 * (`newer-schema`) and one that some other program filled (`corrupt`), leaving both untouched.
 */
export async function migrate(session: Session, file: string, migrations = MIGRATIONS): Promise<void> {
  const current = await versionOf(session, file)
  const newest = Math.max(...migrations.map(({ version }) => version))
  if (current > newest) {
    throw new StoreError(
      'newer-schema',
      `The store ${file} has schema ${current}; this version of Esplanade knows schemas up to ${newest}. Update this installation and try again.`,
    )
  }
  for (const { version, statements } of migrations) {
    if (version <= current) continue
    for (const statement of statements) await session.run(statement)
    await session.run('delete from schema_version')
    await session.run('insert into schema_version values ($1)', [version])
  }
}

async function versionOf(session: Session, file: string): Promise<number> {
  const tables = await session.rows<{ name: string }>(
    `select table_name as name from duckdb_tables() where not internal and not temporary`,
  )
  if (tables.length === 0) return 0
  if (!tables.some(({ name }) => name === 'schema_version')) {
    throw new StoreError(
      'corrupt',
      `The file ${file} is a DuckDB database of another program. Choose another path for the store.`,
    )
  }
  return (await session.one<{ version: number }>('select max(version) as version from schema_version'))
    .version
}
