import { logLoss } from '../metrics/probability-loss.ts'
import { isNotClearlyWorse } from './choose.ts'
import { fitIsotonic, type IsotonicCalibration, isotonicAt } from './isotonic.ts'
import { logOddsOf, sigmoid } from './log-odds.ts'
import { fitPlatt, type PlattCalibration } from './platt.ts'

/** Turns a model's output into the rate at which such rows come true; never reverses an order. */
export type Calibration = { readonly kind: 'none' } | IsotonicCalibration | PlattCalibration

type CalibrationKind = Calibration['kind']

/** Fewer positives than this say too little about a step function; Platt's two numbers need less. */
const MIN_POSITIVES_FOR_ISOTONIC = 1_000

/** Calibrated probabilities, in the order of the given ones. */
export function calibrate(calibration: Calibration, probabilities: Float64Array): Float64Array {
  switch (calibration.kind) {
    case 'none':
      return probabilities
    case 'platt': {
      const { slope, intercept } = calibration
      return probabilities.map(p => sigmoid(slope * logOddsOf(p) + intercept))
    }
    case 'isotonic':
      return probabilities.map(p => isotonicAt(calibration, p))
    default:
      throw new Error(`Unhandled calibration: ${calibration satisfies never}`)
  }
}

/** Fits a calibration on rows that the model was not trained on. */
function fitCalibration(kind: CalibrationKind, probabilities: Float64Array, labels: Uint8Array): Calibration {
  if (kind === 'isotonic') return fitIsotonic(probabilities, labels)
  return kind === 'platt' ? fitPlatt(probabilities, labels) : { kind }
}

/**
 * The simplest kind that is not clearly worse than the best, each fitted on some rows and measured on
 * others: on the first half and the second where the rows come `inTime` (a shift of level that will
 * not last is then not learned), else on every other row. Leaving the model's own probabilities as
 * they are is one of the kinds.
 */
export function chooseCalibration(
  probabilities: Float64Array,
  labels: Uint8Array,
  inTime: boolean,
): Calibration {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const kinds: CalibrationKind[] = ['none', 'platt']
  if (Math.min(positives, labels.length - positives) >= MIN_POSITIVES_FOR_ISOTONIC) kinds.push('isotonic')
  const isMeasured = (row: number) => (inTime ? row >= labels.length / 2 : row % 2 === 1)
  const part = <A extends Float64Array | Uint8Array>(values: A, measured: boolean) =>
    values.filter((_: number, row: number) => isMeasured(row) === measured) as A
  const known = part(labels, true)
  if (known.length === 0) return { kind: 'none' }
  const calibrated = kinds.map(kind =>
    calibrate(
      fitCalibration(kind, part(probabilities, false), part(labels, false)),
      part(probabilities, true),
    ),
  )
  const losses = calibrated.map(some => logLoss(known, some))
  const best = calibrated[losses.indexOf(Math.min(...losses))] as Float64Array
  const simplest = calibrated.findIndex(some => isNotClearlyWorse(some, best, known))
  return fitCalibration(kinds[simplest] as CalibrationKind, probabilities, labels)
}
