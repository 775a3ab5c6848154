export { type BrevoAccount, type BrevoContact, EMULATED_API_KEY } from './brevo-account.ts'
export { brevoEmulator } from './brevo-emulator.ts'
export { controls } from './controls.ts'
export { exampleConfig, seedExample } from './example.ts'
