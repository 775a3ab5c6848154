export type { KlaviyoConfig, KlaviyoOptions } from './config.ts'
export { klaviyo, klaviyoConnector } from './klaviyo-connector.ts'
