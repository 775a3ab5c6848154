/** For measurements that need statements of their own beside a store; not published. */
export { eventPage } from '../facts/event-page.ts'
export { eventSource } from '../facts/event-source.ts'
export { factStore } from '../facts/fact-store.ts'
export { findRepeats } from '../facts/find-repeats.ts'
export { openDatabase } from '../open-database.ts'
export { stateStore } from '../state/state-store.ts'
export type { Database } from './database.ts'
export type { Session } from './session.ts'
