export { describeStore, type FreshStore } from './describe-store.ts'
