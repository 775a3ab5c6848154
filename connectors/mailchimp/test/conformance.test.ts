import { describeConnector } from '@esplanade/connector-kit/conformance'
import { mailchimpConformance } from '../conformance/index.ts'

describeConnector(mailchimpConformance.connector, mailchimpConformance)
