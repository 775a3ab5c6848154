export { referenceEvaluate } from './reference-evaluate.ts'
export type { ReferenceOptions, World, WorldContact, WorldEvent } from './world.ts'
export { worldRosters } from './world.ts'
