import { isoInstant } from '@esplanade/core/schema'
import type { Drift, MaturedCheck } from '@esplanade/core/scores'
import type { ModelCheck } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import type { ScoreHealth, ToldCalibration } from './results.ts'

/** What scoring found of a model, as it is kept between runs. */
export interface FoundHealth {
  /** Features that are so far from those of training that it is an alarm, most moved first. */
  readonly drift: readonly { readonly feature: string; readonly psi: number }[]
  /** The newest check of predictions whose time is over; null before the first. */
  readonly matured: MaturedCheck | null
}

export const alarming = (drift: readonly Drift[]): FoundHealth['drift'] =>
  drift.filter(({ verdict }) => verdict === 'alarm').map(({ name: feature, psi }) => ({ feature, psi }))

/** What the last scoring found of every model, by score. */
export async function readHealth({
  store,
}: Pick<HubContext, 'store'>): Promise<ReadonlyMap<string, ModelCheck & { readonly found: FoundHealth }>> {
  const checks = await store.state.modelChecks()
  return new Map(
    checks.map(check => [check.score, { ...check, found: JSON.parse(check.document) as FoundHealth }]),
  )
}

/** What was found of this very version; null where that was another, or nothing was looked at yet. */
export function healthAt(
  found: Awaited<ReturnType<typeof readHealth>>,
  score: string,
  version: number | undefined,
): (ScoreHealth & { readonly checkedAt: string }) | null {
  const last = found.get(score)
  if (last === undefined || last.version !== version) return null
  return { checkedAt: isoInstant(last.checkedAt), ...healthOf(score, last.found) }
}

/** The same for people and programs, with what is an alarm as sentences. */
export function healthOf(score: string, { drift, matured }: FoundHealth): ScoreHealth {
  const calibration = matured === null ? null : toldCalibration(matured)
  const alarms = [
    ...(drift.length > 0 ? [driftText(score, drift)] : []),
    ...(calibration?.verdict === 'off' ? [calibrationText(score, calibration)] : []),
  ]
  return { drift, calibration, alarms }
}

const toldCalibration = ({ snapshot, until, ...check }: MaturedCheck): ToldCalibration => ({
  ...check,
  snapshot: isoInstant(snapshot),
  until: isoInstant(until),
})

/** The features that moved most; the answer has all. */
const NAMED = 3

function driftText(score: string, drift: FoundHealth['drift']): string {
  const named = drift.slice(0, NAMED).map(({ feature, psi }) => `${feature} (PSI ${psi.toFixed(2)})`)
  return `${score}: contacts are others than those it was trained on, by ${named.join(', ')}; train it again.`
}

const calibrationText = (score: string, { reason, snapshot, until }: ToldCalibration): string =>
  `${score}: its chances did not come true: ${reason}, from ${snapshot.slice(0, 10)} to ${until.slice(0, 10)}; train it again.`
