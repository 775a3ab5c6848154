import type { ConfiguredConnector } from '@esplanade/connector-kit'
import type { KlaviyoOptions } from './config.ts'
import { klaviyoConnector } from './klaviyo-connector.ts'

/**
 * A Klaviyo account for `esplanade.config.ts`.
 *
 * @example
 * connections: { shop: klaviyo({ apiKey: env('KLAVIYO_API_KEY') }) }
 */
export function klaviyo(options: KlaviyoOptions): ConfiguredConnector {
  return { connector: klaviyoConnector, config: options }
}
