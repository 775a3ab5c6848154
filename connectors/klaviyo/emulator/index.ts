export { controls } from './controls.ts'
export { exampleConfig, seedExample } from './example.ts'
export {
  type AccountSnapshot,
  EMULATED_API_KEY,
  type EmailConsent,
  type KlaviyoAccount,
  type SeedEvent,
  type SeedProfile,
} from './klaviyo-account.ts'
export { klaviyoEmulator } from './klaviyo-emulator.ts'
export { ROUTE_SCOPES } from './scopes.ts'
