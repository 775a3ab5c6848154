// A connector imports the kit and nothing else of ours, so the words of the schema come with it.
export * from '@esplanade/core/schema'
export { configError } from './answer/config-error.ts'
export { contractError } from './answer/contract-error.ts'
export { numberOf, recordOf, textOf } from './answer/plain-facts.ts'
export { readShape } from './answer/read-shape.ts'
export { type Budget, createBudget, type Slot } from './budget/create-budget.ts'
export { forecast } from './budget/forecast.ts'
export * from './capability.ts'
export * from './connector.ts'
export { cutBatches } from './delivery/cut-batches.ts'
export { type Delivery, deliverBatch, JOB_PENDING } from './delivery/deliver-batch.ts'
export * from './describe.ts'
export * from './fault.ts'
export * from './limit.ts'
export { type Sweep, sweepStream } from './paging/sweep-stream.ts'
export { type PageStep, type PageWalk, walkPages } from './paging/walk-pages.ts'
export * from './pull.ts'
export * from './push.ts'
export * from './scopes.ts'
export {
  env,
  MissingSecretError,
  maskSecrets,
  resolveSecrets,
  type SecretRef,
  secretSchema,
} from './secret.ts'
export { maskAddresses } from './session/connector-failure.ts'
export { createSession, type SessionOptions } from './session/create-session.ts'
export * from './session.ts'
export { fitFields } from './values/fit-fields.ts'
export { type FitValue, fitValue } from './values/fit-value.ts'
export * from './webhook.ts'
