import type { FactStore } from '@esplanade/core/store'
import { appendPage } from './append.ts'
import { attributeColumns, profiles } from './attribute-columns.ts'
import { compact } from './compact.ts'
import type { FactContext } from './context.ts'
import { countEvents, foreignAmounts, unreadableValues } from './counts.ts'
import { eraseContacts } from './erase-contacts.ts'
import { eventsOf } from './events-of.ts'
import { mailCounts } from './mail-counts.ts'
import { membershipStore } from './membership.ts'
import { prepare } from './prepare.ts'
import { reassign } from './reassign.ts'
import { scan, scanKeys, scanTimeline } from './scan.ts'
import { scanPairs, scanValues } from './scan-pairs.ts'
import { saveScores } from './scores.ts'
import { segmentStatements } from './statements.ts'

/** The append-only half of a store. */
export function factStore(context: FactContext): FactStore {
  return {
    prepare: needs => prepare(context, needs),
    append: page => appendPage(context, page),
    compact: options => compact(context, options),
    eraseContacts: people => eraseContacts(context, people),
    reassign: identities => reassign(context, identities),
    scan: request => scan(context, request),
    countKeys: request => scanKeys(context, request),
    pairs: request => scanPairs(context, request),
    latestByValue: request => scanValues(context, request),
    timeline: request => scanTimeline(context, request),
    eventsOf: (contacts, types) => eventsOf(context, contacts, types),
    attributes: names => attributeColumns(context, names),
    saveScores: columns => saveScores(context, columns),
    profiles: contacts => profiles(context, contacts),
    countEvents: () => countEvents(context),
    mailCounts: types => mailCounts(context, types),
    unreadable: () => unreadableValues(context),
    foreignAmounts: places => foreignAmounts(context, places),
    statements: segmentStatements(context),
    ...membershipStore(context),
  }
}
