/** For measurements that need statements of their own beside a store; not published. */
export { factStore } from '../facts/fact-store.ts'
export { openDatabase } from '../open-database.ts'
export { stateStore } from '../state/state-store.ts'
export type { Database } from './database.ts'
