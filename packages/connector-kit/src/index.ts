// A connector imports the kit and nothing else of ours, so the words of the schema come with it.
export * from '@esplanade/core/schema'
export { configError } from './answer/config-error.ts'
export { contractError } from './answer/contract-error.ts'
export { failureReader, type SdkFailure, type ToldFailure } from './answer/failure-reader.ts'
export { onFailure } from './answer/on-failure.ts'
export { numberOf, recordOf, recordsOf, textOf } from './answer/plain-facts.ts'
export { readJson } from './answer/read-json.ts'
export { readShape } from './answer/read-shape.ts'
export { unpackTar } from './answer/unpack-tar.ts'
export { UNREADABLE_ANSWER, UnreadableAnswer } from './answer/unreadable-answer.ts'
export { type Budget, createBudget, type Slot } from './budget/create-budget.ts'
export { forecast } from './budget/forecast.ts'
export { BATCHES_AT_ONCE, type ForetoldCalls, foretellCalls, foretellMaking } from './budget/foretell.ts'
export { readHeader, servedAt } from './budget/read-header.ts'
export * from './capability.ts'
export { chunksOf } from './chunks.ts'
export * from './connection-config.ts'
export * from './connector.ts'
export { cutBatches } from './delivery/cut-batches.ts'
export { type Delivery, deliverBatch, JOB_PENDING } from './delivery/deliver-batch.ts'
export { eraseAndLook } from './delivery/erase-and-look.ts'
export { fillingOperation } from './delivery/filling-operation.ts'
export { oneByOne } from './delivery/one-by-one.ts'
export { type MemberState, type StateWalk, stateBook } from './delivery/state-book.ts'
export { unlessVanished } from './delivery/unless-vanished.ts'
export * from './describe.ts'
export * from './fault.ts'
export * from './limit.ts'
export * from './outcome.ts'
export {
  type Anchored,
  type AnchoredRead,
  anchoredPage,
  anchoredPages,
  anchorSchema,
  BEGINNING,
} from './paging/anchored-page.ts'
export { changesStream, type NamedWalk } from './paging/changes-stream.ts'
export {
  type ChangesPage,
  type ChangesStep,
  type ChangesWalk,
  followChanges,
} from './paging/follow-changes.ts'
export { type KeysetPlace, type KeysetRow, type KeysetWalk, keysetWalk } from './paging/keyset-walk.ts'
export { type PartPage, type PartStream, type PartWindow, partStream } from './paging/part-stream.ts'
export { allRows, readPages } from './paging/read-pages.ts'
export type { RecordCursor } from './paging/record-cursor.ts'
export { type ListedRecords, type RecordPage, type RecordWalk, walkRecords } from './paging/record-walk.ts'
export { afterRows, FIRST_ROWS, type RowPlace, rowPlaceSchema } from './paging/row-place.ts'
export { type Sweep, sweepStream } from './paging/sweep-stream.ts'
export { type PageStep, type PageWalk, walkPages } from './paging/walk-pages.ts'
export { type WindowStream, windowStream } from './paging/window-stream.ts'
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
export { addFields, type FieldMaker } from './values/add-fields.ts'
export { fitFields } from './values/fit-fields.ts'
export { type FitValue, fitValue } from './values/fit-value.ts'
export { identityClaims, plainValue, plainValues } from './values/plain-values.ts'
export * from './webhook.ts'
