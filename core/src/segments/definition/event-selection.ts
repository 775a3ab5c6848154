import { z } from 'zod'
import { MAX_EVENT_TYPES } from './limits.ts'
import type { Scalar, ValueTest } from './value-test.ts'
import { shortTestSchema, windowSchema } from './value-test.ts'

/** Which events of a contact count: their types, how far back, and what their properties must be. */
export interface EventSelection {
  readonly within?: string
  readonly where?: Readonly<Record<string, Scalar | ValueTest>>
}

export const MEASURES = ['sum', 'avg', 'min', 'max', 'first', 'last', 'distinct'] as const
export type Measure = (typeof MEASURES)[number]

// Names are only bounded here: an unknown one is answered against the catalog, with the nearest.
export const nameSchema = z.string().min(1).max(64)

export const eventTypesSchema = z.union([nameSchema, z.array(nameSchema).min(1).max(MAX_EVENT_TYPES)], {
  error: 'expected an event type or a list of them',
})
export const whereSchema = z.record(nameSchema, shortTestSchema)
export const selectionShape = {
  within: windowSchema.exactOptional(),
  where: whereSchema.exactOptional(),
}
export { nameSchema as propertyNameSchema }
