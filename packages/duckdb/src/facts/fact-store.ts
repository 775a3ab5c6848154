import type { FactStore } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { contactQueries } from '../query/contact-queries.ts'
import { appendPage } from './append.ts'
import { factArrivals } from './arrivals.ts'
import { attributeColumns } from './attribute-columns.ts'
import { compact } from './compact.ts'
import { countEvents } from './count-events.ts'
import { eraseContacts } from './erase-contacts.ts'
import { eventsOf } from './events-of.ts'
import { factChanges } from './fact-changes.ts'
import { foreignAmounts } from './foreign-amounts.ts'
import { mailCounts } from './mail-counts.ts'
import { membershipStore } from './membership.ts'
import { prepare } from './prepare.ts'
import { profiles } from './profiles.ts'
import { reassign } from './reassign.ts'
import { saveScores } from './save-scores.ts'
import { scan } from './scan.ts'
import { scanKeys } from './scan-keys.ts'
import { scanPairs, scanValues } from './scan-pairs.ts'
import { scanTimeline } from './scan-timeline.ts'
import { segmentStatements } from './segment-statements.ts'
import { unreadableValues } from './unreadable.ts'

/** The append-only half of the store. */
export function factStore(database: Database): FactStore {
  return {
    prepare: needs => database.write(session => prepare(session, needs)),
    append: page => database.write(session => appendPage(session, page)),
    compact: options => database.write(session => compact(session, options)),
    eraseContacts: people => database.write(session => eraseContacts(session, people)),
    reassign: identities => database.write(session => reassign(session, identities)),
    scan: request => scan(database, request),
    countKeys: request => scanKeys(database, request),
    pairs: request => scanPairs(database, request),
    latestByValue: request => scanValues(database, request),
    timeline: request => scanTimeline(database, request),
    eventsOf: (contacts, types) => eventsOf(database, contacts, types),
    attributes: names => database.snapshot(session => attributeColumns(session, names)),
    saveScores: columns => database.write(session => saveScores(session, columns)),
    profiles: contacts => database.read(session => profiles(session, contacts)),
    countEvents: () => database.read(countEvents),
    mailCounts: types => database.read(session => mailCounts(session, types)),
    unreadable: () => database.read(unreadableValues),
    foreignAmounts: places => database.read(session => foreignAmounts(session, places)),
    queries: contactQueries(database),
    statements: segmentStatements(database),
    ...membershipStore(database),
    changes: factChanges(database),
    arrivals: factArrivals(database),
  }
}
