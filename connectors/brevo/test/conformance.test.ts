import { describeConnector } from '@esplanade/connector-kit/conformance'
import { brevoConformance } from '../conformance/index.ts'

describeConnector(brevoConformance.connector, brevoConformance)
