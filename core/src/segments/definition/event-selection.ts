import { z } from 'zod'
import { MAX_EVENT_TYPES } from './limits.ts'
import { durationSchema, shortTestSchema } from './value-test.ts'

// Names are only bounded here: an unknown one is answered against the catalog, with the nearest.
export const nameSchema = z.string().min(1).max(64)

export const eventTypesSchema = z.union([nameSchema, z.array(nameSchema).min(1).max(MAX_EVENT_TYPES)], {
  error: 'expected an event type or a list of them',
})
export const whereSchema = z.record(nameSchema, shortTestSchema)
export const selectionShape = {
  within: durationSchema.exactOptional(),
  where: whereSchema.exactOptional(),
}
export { nameSchema as propertyNameSchema }
