export { connectAlone } from './connect-alone.ts'
export type { Controlled } from './control/control-routes.ts'
export type { ControlledMember, EmulatorControls, InspectedMember } from './control/emulator-controls.ts'
export { type RunningControl, startControl } from './control/start-control.ts'
export * from './definition.ts'
export {
  type ExampleMailing,
  type ExamplePerson,
  type ExampleSize,
  exampleMailings,
  examplePeople,
} from './example-audience.ts'
export { faultOrderSchema, MAX_FAULT_ORDERS } from './fault-order-schema.ts'
export { Latest } from './latest.ts'
export { type RawAnswer, type RawRequest, rawClient } from './raw-client.ts'
export { createRouter } from './router.ts'
export { seededRandom } from './seeded-random.ts'
export { startEmulator } from './start-emulator.ts'
