export {
  type ConformanceOptions,
  type ConnectorConformance,
  describeConnector,
} from './describe-connector.ts'
export type {
  EmulatorHarness,
  HarnessPart,
  HarnessParts,
  HeldEvent,
  JobFate,
  SeedMember,
  Skip,
  WebhookHarness,
} from './emulator-harness.ts'
