import { baseUrlSchema, secretSchema, strictShape, type Written } from '@esplanade/connector-kit'
import { z } from 'zod'

export const brevoConfigSchema = strictShape({
  apiKey: secretSchema,
  attributes: z
    .array(z.string().min(1))
    .optional()
    .describe('The contact attributes to pull, by their names in Brevo; all when absent.'),
  folder: z
    .string()
    .min(1)
    .default('Esplanade')
    .describe('The folder that lists are created in; made with the first list.'),
  baseUrl: baseUrlSchema
    .optional()
    .describe('Another address than https://api.brevo.com, such as an emulator.'),
})

/** A checked configuration, secrets resolved. */
export type BrevoConfig = z.output<typeof brevoConfigSchema>
/** A configuration as a user writes it; `apiKey` is a v3 API key, `env('BREVO_API_KEY')`. */
export type BrevoOptions = Written<typeof brevoConfigSchema, 'apiKey'>
