export { isLookPlan, spendingBounds } from './alpha-spending.ts'
export type { ArmOutcome } from './arm-outcome.ts'
export { assignArms, HOLDOUT } from './assign-arms.ts'
export type { Call } from './call.ts'
export type { Arm, Experiment, LookPlan, Metric } from './experiment.ts'
export type { Comparison, SegmentOutcome, SegmentReport } from './experiment-report.ts'
export { reportExperiment } from './experiment-report.ts'
export { countOfLooks } from './look-schedule.ts'
export { obrienFlemingBounds } from './looks.ts'
export {
  contactsPerArmForAmounts,
  contactsPerArmForRates,
  detectableRise,
  type Precision,
  powerForRates,
} from './sample-size.ts'
