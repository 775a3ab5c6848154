import { describeConnector } from '../../testing/conformance/index.ts'
import { acme } from './acme-connector.ts'
import { acmeHarness } from './acme-harness.ts'

describeConnector(acme, { harness: acmeHarness })
