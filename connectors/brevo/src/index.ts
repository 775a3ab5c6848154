export { brevo, brevoConnector } from './brevo-connector.ts'
export type { BrevoOptions } from './config.ts'
