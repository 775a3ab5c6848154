import type { ChangeChunk, FactChanges } from '../../store/index.ts'
import { applyDifference, type Place } from './apply-difference.ts'
import { type ChangeTask, changeTasks } from './change-scans.ts'
import { readAgainLater, type Work } from './work.ts'

/** Brings columns up to date by what moved, and notes for whom that is not enough. */
export async function applyChanges(
  work: Work,
  changes: Pick<FactChanges, 'differences'>,
  since: number,
): Promise<void> {
  for (const task of changeTasks(work.pair, since)) {
    const places = placesOf(work, task)
    for await (const chunk of changes.differences(task.scan)) applyChunk(work, task, places, chunk)
  }
}

interface OrderedPlace extends Place {
  /** Where its change is in the chunk. */
  readonly index: number
}

/** First and last values go before the times that they are judged by. */
function placesOf({ pair }: Work, { aggregates }: ChangeTask): OrderedPlace[] {
  const places = aggregates.map(({ slot, aggregate }, index) => ({
    slot,
    aggregate,
    holder: pair.now.holders.get(slot),
    index,
  }))
  return [
    ...places.filter(({ holder }) => holder !== undefined),
    ...places.filter(({ holder }) => holder === undefined),
  ]
}

function applyChunk(
  work: Work,
  task: ChangeTask,
  places: readonly OrderedPlace[],
  { contactNo, aggregates, sources }: ChangeChunk,
): void {
  const { writer, touched, capacity } = work
  for (let row = 0; row < contactNo.length; row++) {
    const contact = contactNo[row] as number
    if (contact >= capacity) {
      work.beyond = Math.max(work.beyond, contact)
      continue
    }
    for (const place of places) {
      const change = aggregates[place.index]
      if (!change) throw new Error('The store answered about fewer aggregates than it was asked about.')
      const outcome = applyDifference(writer, place, contact, change, row)
      if (outcome === 'changed') touched.add(contact)
      if (outcome === 'unknown') readAgainLater(work, [place.slot], contact)
    }
    for (const [index, { slots, unless }] of task.sources.entries()) {
      if (sources[index]?.[row] !== 1) continue
      if (unless === null || writer.number(unless, contact) !== 0) readAgainLater(work, slots, contact)
    }
  }
}
