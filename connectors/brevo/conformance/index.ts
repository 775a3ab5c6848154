import type { ConnectorConformance } from '@esplanade/connector-kit/conformance'
import type { BrevoAccount } from '../emulator/index.ts'
import { brevoConnector } from '../src/index.ts'
import { brevoHarness } from './brevo-harness.ts'

const UNSIGNED =
  'Brevo signs no delivery: a token says who sent it, and neither what nor when. No row is made of one; asserted in webhooks.test.ts.'

/** The connector as the suite runs it: by `vitest` here, by `esplanade connectors score` anywhere. */
export const brevoConformance: ConnectorConformance<BrevoAccount> = {
  connector: brevoConnector,
  harness: brevoHarness,
  skip: [
    {
      test: 'webhooks: another secret, a changed body and a missing signature are refused',
      reason: UNSIGNED,
    },
    { test: 'webhooks: what was signed long ago, or is yet to be, is refused', reason: UNSIGNED },
  ],
}
