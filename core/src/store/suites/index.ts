export { describeFacts, describeStore, type FreshStore } from './describe-store.ts'
