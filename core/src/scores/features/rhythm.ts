import { days } from '../../schema/index.ts'
import { dayReader } from './day-reader.ts'

/** What the moments of a contact's events, in their order, amount to. */
export type Rhythm =
  | { readonly kind: 'decay'; readonly halfLifeMs: number }
  | { readonly kind: 'gaps'; readonly take: 'mean' | 'deviation' }
  | { readonly kind: 'active_days' }
  | { readonly kind: 'sessions'; readonly idleMs: number; readonly take: 'count' | 'seconds' }

/** Reads the moments of one contact after another, in ms, each contact's in their order. */
export interface RhythmReader {
  /** Forgets the contact before. */
  begin(): void
  moment(at: number): void
  /** What the contact's moments came to; NaN where that is nothing. */
  end(): number
}

/** What the reader of a rhythm says of a contact without any event. */
export const restingValue = (rhythm: Rhythm): number =>
  rhythm.kind === 'gaps' || (rhythm.kind === 'sessions' && rhythm.take === 'seconds') ? Number.NaN : 0

export function rhythmReader(
  rhythm: Rhythm,
  { asOf, timeZone }: { readonly asOf: number; readonly timeZone: string },
): RhythmReader {
  switch (rhythm.kind) {
    case 'decay':
      return decayReader(rhythm.halfLifeMs, asOf)
    case 'gaps':
      return gapReader(rhythm.take)
    case 'active_days':
      return activeDayReader(timeZone)
    case 'sessions':
      return sessionReader(rhythm)
    default:
      throw new Error(`Unhandled rhythm: ${rhythm satisfies never}`)
  }
}

/** Added up from the oldest on, so that the sum has the same bits whichever store told the rows. */
function decayReader(halfLifeMs: number, asOf: number): RhythmReader {
  let sum = 0
  return {
    begin: () => {
      sum = 0
    },
    moment: at => {
      sum += 0.5 ** ((asOf - at) / halfLifeMs)
    },
    end: () => sum,
  }
}

/** Mean and variance by Welford's method (B. P. Welford, Technometrics 4, 1962), the sample's with n − 1. */
function gapReader(take: 'mean' | 'deviation'): RhythmReader {
  let before = Number.NaN
  let gaps = 0
  let mean = 0
  let squares = 0
  return {
    begin: () => {
      before = Number.NaN
      gaps = mean = squares = 0
    },
    moment: at => {
      if (!Number.isNaN(before)) {
        const gap = (at - before) / days(1)
        gaps += 1
        const away = gap - mean
        mean += away / gaps
        squares += away * (gap - mean)
      }
      before = at
    },
    end: () => {
      if (take === 'mean') return gaps > 0 ? mean : Number.NaN
      return gaps > 1 ? Math.sqrt(squares / (gaps - 1)) : Number.NaN
    },
  }
}

function activeDayReader(timeZone: string): RhythmReader {
  const dayOf = dayReader(timeZone)
  let before = Number.NaN
  let count = 0
  return {
    begin: () => {
      before = Number.NaN
      count = 0
    },
    moment: at => {
      const day = dayOf(at)
      if (day !== before) count += 1
      before = day
    },
    end: () => count,
  }
}

function sessionReader({ idleMs, take }: Extract<Rhythm, { kind: 'sessions' }>): RhythmReader {
  let before = Number.NaN
  let sessions = 0
  let lengthMs = 0
  return {
    begin: () => {
      before = Number.NaN
      sessions = lengthMs = 0
    },
    moment: at => {
      const gap = at - before
      if (gap < idleMs) lengthMs += gap
      else sessions += 1
      before = at
    },
    end: () => {
      if (take === 'count') return sessions
      return sessions > 0 ? lengthMs / sessions / 1_000 : Number.NaN
    },
  }
}
