export { brevo } from './brevo.ts'
export { brevoConnector } from './brevo-connector.ts'
export type { BrevoOptions } from './config.ts'
