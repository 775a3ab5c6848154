export { type Drift, type DriftBaseline, drift, driftBaseline } from './drift.ts'
export { measureOutcome, type Outcome } from './measure-outcome.ts'
export { placeSnapshots, type Snapshots } from './snapshots.ts'
