import { describeConnector } from '@esplanade/connector-kit/conformance'
import { klaviyoConformance } from '../conformance/index.ts'

describeConnector(klaviyoConformance.connector, klaviyoConformance)
