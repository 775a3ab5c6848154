import type { ChangedContacts, FactChanges, FactScans } from '../../store/index.ts'
import { fillColumns } from '../evaluate/fill-columns.ts'
import { hasContact } from '../evaluate/mask.ts'
import type { Slot } from '../lower/segment-plan.ts'
import type { RosterProvider } from '../plan.ts'
import { isDerived } from './decide-again.ts'
import { growColumns } from './grow-columns.ts'
import type { PlanPair } from './pair-plans.ts'
import { partOfPlan } from './part-of-plan.ts'
import { readAgainLater, replaceColumn, type Work } from './work.ts'

/** Takes in who came, who went and whose attributes changed. */
export async function readProfiles(work: Work, changes: FactChanges, contacts: Uint32Array): Promise<void> {
  const slots = slotsOf(work.pair, slot => slot.kind === 'attribute')
  await readNear(work, changes, contacts, slots)
}

/** Notes that what happened to these contacts before is not what it was. */
export function noteCorrections(work: Work, { events }: Pick<ChangedContacts, 'events'>): void {
  for (const { type, contacts } of events) {
    const slots = slotsOf(work.pair, slot =>
      typesOf(work.pair, slot).some(own => type === null || own === type),
    )
    for (const contact of contacts) if (contact < work.capacity) readAgainLater(work, slots, contact)
  }
}

/** Notes the contacts whose folds change by the time alone. */
export function noteDue(work: Work): void {
  const { pair, writer, capacity } = work
  const { asOf } = pair.now
  for (const [slot, due] of pair.now.dues) {
    if (pair.anew.has(slot)) continue
    const fold = pair.now.slots[slot]
    const timeline = fold?.kind === 'fold' ? fold.timeline : -1
    const slots = slotsOf(pair, other => other.kind === 'fold' && other.timeline === timeline)
    const moments = writer.numbers(due)
    for (let contact = 0; contact < capacity; contact++) {
      if ((moments[contact] as number) <= asOf) readAgainLater(work, slots, contact)
    }
  }
}

/** Reads what differences could not bring up to date, all of it at once. */
export async function readAgain(work: Work, changes: FactChanges): Promise<number> {
  const contacts = new Set<number>()
  for (const some of work.again.values()) for (const contact of some) contacts.add(contact)
  const slots = [...work.again.keys()].filter(slot => !work.pair.anew.has(slot)).toSorted((a, b) => a - b)
  await readNear(work, changes, Uint32Array.from(contacts).sort(), slots)
  return contacts.size
}

/** Reads the columns that have to be computed for everybody. */
export async function readAnew(work: Work, facts: FactScans, rosters: RosterProvider): Promise<void> {
  const { pair, capacity } = work
  const slots = slotsOf(pair, (slot, index) => pair.anew.has(index) && !isDerived(slot))
  if (slots.length === 0) return
  const part = partOfPlan(pair.now, slots)
  const { columns } = await fillColumns(part, facts, rosters)
  const grown = growColumns(columns, part.slots, capacity)
  for (const [place, slot] of slots.entries()) {
    const column = grown[place]
    if (column) replaceColumn(work, slot, column)
  }
}

async function readNear(
  { pair, writer, living, touched }: Work,
  changes: FactChanges,
  contacts: Uint32Array,
  slots: readonly number[],
): Promise<void> {
  if (contacts.length === 0) return
  const part = partOfPlan(pair.now, slots)
  const near = await changes.near(contacts, part, facts => fillColumns(part, facts, noRosters))
  for (const [place, contact] of contacts.entries()) {
    if (hasContact(near.living, place) !== hasContact(living, contact)) {
      living[contact >>> 5] = (living[contact >>> 5] as number) ^ (1 << (contact & 31))
      touched.add(contact)
    }
    for (const [index, slot] of slots.entries()) {
      const column = near.columns[index]
      if (column && writer.copy(slot, contact, column, place)) touched.add(contact)
    }
  }
}

/** Rosters are read for everybody, never for a few. */
async function noRosters(): Promise<never> {
  throw new Error('A part of a plan for a few contacts asks for a roster.')
}

function slotsOf({ now }: PlanPair, is: (slot: Slot, index: number) => boolean): number[] {
  return [...now.slots.keys()].filter(index => is(now.slots[index] as Slot, index))
}

/** The event types that a column is read from. */
function typesOf({ now }: PlanPair, slot: Slot): readonly string[] {
  switch (slot.kind) {
    case 'aggregate':
      return [now.scans[slot.scan]?.type ?? '']
    case 'keys': {
      const scan = now.keyScans[slot.scan]
      return [...(scan?.subject ?? []), ...(scan?.match ?? [])].map(({ type }) => type)
    }
    case 'fold':
      return (now.timelines[slot.timeline]?.sources ?? []).map(({ type }) => type)
    default:
      return []
  }
}
