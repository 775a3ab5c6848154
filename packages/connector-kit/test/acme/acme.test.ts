import { describeConnector } from '../../testing/conformance/index.ts'
import { acmeConformance } from './acme-harness.ts'

describeConnector(acmeConformance.connector, acmeConformance)
