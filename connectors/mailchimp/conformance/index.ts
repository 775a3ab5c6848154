import type { ConnectorConformance } from '@esplanade/connector-kit/conformance'
import type { MailchimpAccount } from '../emulator/index.ts'
import { mailchimpConnector } from '../src/index.ts'
import { mailchimpHarness } from './mailchimp-harness.ts'

/** The connector as the suite runs it: by `vitest` here, by `esplanade connectors score` anywhere. */
export const mailchimpConformance: ConnectorConformance<MailchimpAccount> = {
  connector: mailchimpConnector,
  harness: mailchimpHarness,
}
