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
export { declaredScore, type Guarantee, runConformance, type Score } from './score.ts'
export { scorePage } from './score-page.ts'
