import { describeConnector } from '@esplanade/connector-kit/conformance'
import { hubspotConformance } from '../conformance/index.ts'

describeConnector(hubspotConformance.connector, hubspotConformance)
