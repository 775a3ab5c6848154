import type { FactChanges } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import { changedContacts, watermark } from './contact-changes.ts'
import { differences } from './differences.ts'
import { near } from './near.ts'
import { readSnapshot, saveSnapshot } from './snapshot.ts'

/** What the store tells of its own changes. */
export function factChanges(database: Database): FactChanges {
  return {
    watermark: () => database.read(watermark),
    changedContacts: since => database.snapshot(session => changedContacts(session, since)),
    differences: request => differences(database, request),
    near: (contacts, reads, use) => near(database, contacts, reads, use),
    saveSnapshot: (parts, seen) => database.write(session => saveSnapshot(session, parts, seen)),
    snapshot: () => readSnapshot(database),
  }
}
