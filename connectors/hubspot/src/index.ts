export type { HubspotOptions } from './config.ts'
export { hubspot, hubspotConnector } from './hubspot-connector.ts'
