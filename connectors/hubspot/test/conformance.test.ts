import { describeConnector } from '@esplanade/connector-kit/conformance'
import { hubspotConnector } from '../src/index.ts'
import { hubspotHarness } from './hubspot-harness.ts'

describeConnector(hubspotConnector, { harness: hubspotHarness })
