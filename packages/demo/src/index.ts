export { type DemoSetting, runDemo } from './demo.ts'
export type { ConnectionResult, DemoResult } from './demo-result.ts'
