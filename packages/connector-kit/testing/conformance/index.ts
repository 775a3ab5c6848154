export { type ConformanceOptions, describeConnector } from './describe-connector.ts'
export type { EmulatorHarness, SeedMember, Skip } from './emulator-harness.ts'
