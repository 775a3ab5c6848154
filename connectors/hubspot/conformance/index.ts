import type { ConnectorConformance } from '@esplanade/connector-kit/conformance'
import type { HubspotAccount } from '../emulator/index.ts'
import { hubspotConnector } from '../src/index.ts'
import { hubspotHarness } from './hubspot-harness.ts'

/** The connector as the suite runs it: by `vitest` here, by `esplanade connectors score` anywhere. */
export const hubspotConformance: ConnectorConformance<HubspotAccount> = {
  connector: hubspotConnector,
  harness: hubspotHarness,
}
