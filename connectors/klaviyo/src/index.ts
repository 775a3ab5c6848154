export type { KlaviyoConfig, KlaviyoOptions } from './config.ts'
export { klaviyo } from './klaviyo.ts'
export { klaviyoConnector } from './klaviyo-connector.ts'
