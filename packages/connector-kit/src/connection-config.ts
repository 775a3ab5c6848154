import { z } from 'zod'
import type { ConfiguredConnector, Connector } from './connector.ts'
import type { SecretRef } from './secret.ts'

/** Another address than the vendor's, such as an emulator: scheme and host, perhaps a path. */
export const baseUrlSchema: z.ZodURL = z.url({ protocol: /^https?$/ })

/** An address without the slashes at its end, so that a path can follow. */
export const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

/** What a topic of consent is called, as segments call it. */
export const topicSchema: z.ZodString = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, 'expected a topic such as weekly_news')

/** A configuration as a user writes it: the secret may be `env('NAME')`, and what has a default left out. */
export type Written<Schema extends z.ZodType, Secret extends string> = Omit<z.input<Schema>, Secret> & {
  readonly [Key in Secret]: string | SecretRef
}

/** The function that a user's configuration calls; the options are checked when the hub opens. */
export function configures<Options>(connector: Connector): (options: Options) => ConfiguredConnector {
  return config => ({ connector, config })
}
