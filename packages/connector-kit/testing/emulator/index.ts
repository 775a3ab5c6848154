export * from './definition.ts'
export { startEmulator } from './start-emulator.ts'
