export * from './definition.ts'
export { seededRandom } from './seeded-random.ts'
export { startEmulator } from './start-emulator.ts'
