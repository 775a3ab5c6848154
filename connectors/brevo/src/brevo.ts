import type { ConfiguredConnector } from '@esplanade/connector-kit'
import { brevoConnector } from './brevo-connector.ts'
import type { BrevoOptions } from './config.ts'

/**
 * A Brevo account for `esplanade.config.ts`. Experimental: built from Brevo's documentation and proved
 * against the emulator alone.
 *
 * @example
 * connections: { shop: brevo({ apiKey: env('BREVO_API_KEY') }) }
 */
export function brevo(options: BrevoOptions): ConfiguredConnector {
  return { connector: brevoConnector, config: options }
}
