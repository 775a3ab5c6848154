export { type HubspotOptions, hubspot, hubspotConnector } from './hubspot-connector.ts'
