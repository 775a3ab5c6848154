import {
  type ConnectionId,
  type ConsentStatement,
  type ConsentStatus,
  foldConsent,
  instant,
} from '@esplanade/core/schema'
import type { ConsentStore } from '@esplanade/core/store'
import { expect, test } from 'vitest'
import { type Claim, newStatements } from '../src/ingest/consent-statements.ts'

const NEWS = 'news' as ConnectionId
const SHOP = 'shop' as ConnectionId

/** A ledger and what adding to it amounts to. */
function ledger() {
  const said: ConsentStatement[] = []
  const store: Pick<ConsentStore, 'consentOf'> = { consentOf: async () => said }
  return {
    said,
    status: () => foldConsent(said)?.status,
    tell: async (source: ConnectionId, ...claims: Claim[]) => {
      said.push(...(await newStatements({ ...store } as ConsentStore, claims, source)))
    },
  }
}

const claim = (
  source: ConnectionId,
  status: ConsentStatus,
  now: number,
  at?: number,
  container = '',
): Claim => ({
  said: {
    address: 'ada@example.com',
    channel: 'email',
    scope: 'global',
    status,
    at: instant(at ?? now),
    receivedAt: instant(now),
    source,
    evidence: container === '' ? 'status' : `status [${container}]`,
  },
  dated: at !== undefined,
})

test('an opt-in without a date lifts no opt-out that another source told', async () => {
  const { tell, status } = ledger()
  await tell(NEWS, claim(NEWS, 'unsubscribed', 10, 5))
  await tell(SHOP, claim(SHOP, 'subscribed', 20))
  expect(status()).toBe('unsubscribed')
})

test('an opt-in without a date lifts what its own source took back before, and no later word of others', async () => {
  const { tell, status } = ledger()
  await tell(NEWS, claim(NEWS, 'unsubscribed', 10))
  await tell(NEWS, claim(NEWS, 'subscribed', 30))
  expect(status()).toBe('subscribed')
  await tell(SHOP, claim(SHOP, 'unsubscribed', 20, 15))
  expect(status()).toBe('unsubscribed')
})

test('two audiences of one account keep a word each, however often they are read', async () => {
  const { said, tell, status } = ledger()
  for (const now of [10, 20, 30]) {
    await tell(NEWS, claim(NEWS, 'subscribed', now, 1, 'a'), claim(NEWS, 'unsubscribed', now, now, 'b'))
  }
  expect(said).toHaveLength(2)
  await tell(SHOP, claim(SHOP, 'subscribed', 40, 35))
  expect(status()).toBe('subscribed')
})
