export type { EmulatorHarness, SeedMember, Skip } from './emulator-harness.ts'
