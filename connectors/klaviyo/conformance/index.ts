import type { ConnectorConformance } from '@esplanade/connector-kit/conformance'
import type { KlaviyoAccount } from '../emulator/index.ts'
import { klaviyoConnector } from '../src/index.ts'
import { klaviyoHarness } from './klaviyo-harness.ts'

/** The connector as the suite runs it: by `vitest` here, by `esplanade connectors score` anywhere. */
export const klaviyoConformance: ConnectorConformance<KlaviyoAccount> = {
  connector: klaviyoConnector,
  harness: klaviyoHarness,
  skip: [
    {
      test: 'push: finds and creates targets and fields',
      reason:
        'Klaviyo keeps no list of properties, a property exists once it has a value; targets and fields are asserted in lists.test.ts and fields.test.ts.',
    },
  ],
}
