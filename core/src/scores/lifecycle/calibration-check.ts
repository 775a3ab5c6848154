import { type Interval, wilsonInterval } from '../experiments/compare-rates.ts'
import { rank } from '../metrics/ranking.ts'
import { type Tenth, tenths } from '../metrics/tenths.ts'
import { normalUpperQuantile } from '../statistics/normal.ts'

/** Contacts of similar chance: what was foreseen of them, and what came true. */
interface CalibrationBand {
  readonly contacts: number
  /** Their mean chance. */
  readonly foreseen: number
  /** The share of whom it came true. */
  readonly happened: number
  /** Of `happened`, by Wilson; so wide that all bands together err in 1 of 100 checks. */
  readonly interval: Interval
  readonly off: boolean
}

/** Whether chances came true, looked at once their time was over. */
export interface CalibrationCheck {
  readonly verdict: 'calibrated' | 'off' | 'not-enough'
  /** A sentence for people. */
  readonly reason: string
  /** Everybody as one band. */
  readonly all: CalibrationBand | null
  /** Most likely first. */
  readonly bands: readonly CalibrationBand[]
}

const MOST_BANDS = 10
/** A band of fewer says nothing, so of few contacts there are fewer bands. */
const BAND_CONTACTS = 100
/** Checked often, 5 of 100 would be an alarm a quarter in which nothing happened. */
const ALPHA = 0.01

/** Of everybody: expected and observed may differ by a quarter of either. */
const ALL_RATIO = 1.25
/** Of a band also by a point: a quarter of next to nothing is nothing to train again for. */
const BAND_POINTS = 0.01

/**
 * Compares chances with what came true (1 or 0 a row), by bands. Off is what chance does not explain and is
 * large enough to matter; with a million contacts chance explains hardly anything. The labels must be of a
 * window that is over.
 */
export function checkCalibration(chances: Float64Array, labels: ArrayLike<number>): CalibrationCheck {
  if (chances.length < BAND_CONTACTS) {
    return {
      verdict: 'not-enough',
      reason: `not enough data: ${chances.length} contacts whose time is over, ${BAND_CONTACTS} needed`,
      all: null,
      bands: [],
    }
  }
  const ranking = rank(labels, chances)
  const parts = Math.min(MOST_BANDS, Math.floor(chances.length / BAND_CONTACTS))
  const narrow = normalUpperQuantile(ALPHA / parts / 2)
  const bands = tenths(ranking, parts).map(part => bandOf(part, { z: narrow, points: BAND_POINTS }))
  const [everybody] = tenths(ranking, 1)
  const all = bandOf(everybody as Tenth, { z: normalUpperQuantile(ALPHA / 2), points: 0 })
  const off = all.off ? all : bands.find(band => band.off)
  if (off === undefined) return { verdict: 'calibrated', reason: sentence('everybody', all), all, bands }
  const whom = off === all ? 'everybody' : `band ${bands.indexOf(off) + 1} of ${parts}, the most likely first`
  return { verdict: 'off', reason: sentence(whom, off), all, bands }
}

function bandOf(
  { rows, meanProbability: foreseen, positives, rate: happened }: Tenth,
  { z, points }: { readonly z: number; readonly points: number },
): CalibrationBand {
  const interval = wilsonInterval({ contacts: rows, successes: positives }, z)
  const byChance = foreseen >= interval[0] && foreseen <= interval[1]
  const ratio = Math.max(foreseen, happened) / Math.max(Math.min(foreseen, happened), Number.MIN_VALUE)
  const off = !byChance && ratio > ALL_RATIO && Math.abs(foreseen - happened) > points
  return { contacts: rows, foreseen, happened, interval, off }
}

const sentence = (whom: string, { contacts, foreseen, happened, interval }: CalibrationBand): string =>
  `of ${whom}, ${contacts} contacts, ${percent(foreseen)} were foreseen and ${percent(happened)} came true (${percent(interval[0])} to ${percent(interval[1])})`

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
