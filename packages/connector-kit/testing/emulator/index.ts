export * from './definition.ts'
export {
  type ExampleMailing,
  type ExamplePerson,
  type ExampleSize,
  exampleMailings,
  examplePeople,
} from './example-audience.ts'
export { seededRandom } from './seeded-random.ts'
export { startEmulator } from './start-emulator.ts'
