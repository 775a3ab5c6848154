import { describe } from 'vitest'
import { describeArrivals } from './arrivals.ts'
import { describeAttributes } from './attributes.ts'
import { describeCampaigns, describeMailCounts } from './campaigns.ts'
import { describeChanges } from './changes.ts'
import { describeCompaction } from './compaction.ts'
import { describeConsent } from './consent.ts'
import { describeCorrections } from './corrections.ts'
import { describeDefinitions } from './definitions.ts'
import { describeDeliveries } from './deliveries.ts'
import { describeErasedKeys, describeErasures } from './erasures.ts'
import { describeEvents } from './events.ts'
import { describeEventsOf } from './events-of.ts'
import { describeExchange } from './exchange.ts'
import { describeHostileText } from './hostile-text.ts'
import { describeIdentities } from './identities.ts'
import { describeKeyScans } from './key-scans.ts'
import { describeMembership } from './membership.ts'
import { describeMirror } from './mirror.ts'
import { describeModels } from './models.ts'
import { describePairs } from './pairs.ts'
import { describeProducts } from './products.ts'
import { describeRandomScans } from './random-scans.ts'
import { describeRowTests } from './row-tests.ts'
import { describeRuns } from './runs.ts'
import { describeScans } from './scans.ts'
import { describeScores } from './scores.ts'
import type { FreshStore } from './store-test.ts'
import { describeTimelines } from './timelines.ts'
import { describeTransactions } from './transactions.ts'
import { describeUnmerges } from './unmerges.ts'

export type { FreshStore } from './store-test.ts'

interface SuiteOptions {
  /** Random cases of a test that makes them; a long run raises it. */
  readonly randomRuns?: number
  /** False where facts and state are in two engines, so that what a failed work wrote may remain. */
  readonly oneEngine?: boolean
  /** False for a store that cannot tell what changed. */
  readonly changes?: boolean
  /** False for a store that cannot tell what was known when. */
  readonly arrivals?: boolean
}

/**
 * The suite of both store ports, for vitest. Every implementation runs it; `fresh` gives a place with
 * nothing in it, which the suite may close and open again.
 */
export function describeStore(
  name: string,
  fresh: () => Promise<FreshStore>,
  options: SuiteOptions = {},
): void {
  describe(name, () => {
    describe('identities', () => describeIdentities(fresh))
    describe('consent', () => describeConsent(fresh))
    describe('mirror', () => describeMirror(fresh))
    describe('ledger, batches and dead letters', () => describeDeliveries(fresh))
    describe('runs and cursors', () => describeRuns(fresh))
    describe('definitions', () => describeDefinitions(fresh))
    describe('campaigns', () => describeCampaigns(fresh))
    describe('models', () => describeModels(fresh))
    describe('products', () => describeProducts(fresh))
    describe('people who were erased', () => describeErasedKeys(fresh))
  })
  describeFacts(name, fresh, options)
}

/** The part of the suite that is about facts, and about facts and state together. */
export function describeFacts(
  name: string,
  fresh: () => Promise<FreshStore>,
  { randomRuns = 25, oneEngine = true, changes = true, arrivals = true }: SuiteOptions = {},
): void {
  describe(name, () => {
    describe('events', () => describeEvents(fresh))
    describe('events of a contact', () => describeEventsOf(fresh))
    describe('people by mail', () => describeMailCounts(fresh))
    describe('corrections', () => describeCorrections(fresh))
    describe('attributes', () => describeAttributes(fresh))
    describe('scores', () => describeScores(fresh))
    describe('scans', () => describeScans(fresh))
    describe('amounts in other currencies', () => describeExchange(fresh))
    describe('key scans', () => describeKeyScans(fresh))
    describe('pairs', () => describePairs(fresh))
    describe('timelines', () => describeTimelines(fresh))
    describe('row tests', () => describeRowTests(fresh))
    describe('random scans', () => describeRandomScans(fresh, randomRuns))
    describe.skipIf(!changes)('changes', () => describeChanges(fresh))
    describe.skipIf(!arrivals)('arrivals', () => describeArrivals(fresh))
    describe('compaction', () => describeCompaction(fresh, randomRuns))
    describe('membership', () => describeMembership(fresh))
    describe('erasures', () => describeErasures(fresh))
    describe('unmerges', () => describeUnmerges(fresh))
    describe('transactions', () => describeTransactions(fresh, oneEngine))
    describe('hostile text', () => describeHostileText(fresh))
  })
}
