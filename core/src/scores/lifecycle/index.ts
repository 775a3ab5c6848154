export { type CalibrationCheck, checkCalibration } from './calibration-check.ts'
export { type Drift, type DriftBaseline, drift, driftBaseline } from './drift.ts'
export { measureOutcome, type Outcome } from './measure-outcome.ts'
export { newestMatured, placeSnapshots, type Snapshots } from './snapshots.ts'
