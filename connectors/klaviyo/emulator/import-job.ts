import { ApiError } from './json-api.ts'
import type { KlaviyoAccount } from './klaviyo-account.ts'
import { type ProfileInput, upsertProfile } from './upsert-profile.ts'

/** A bulk import from its acceptance to its end. A job can be complete with failures. */
export interface ImportJob {
  readonly id: string
  status: 'queued' | 'processing' | 'complete' | 'cancelled'
  readonly createdAt: number
  startedAt: number | null
  completedAt: number | null
  readonly total: number
  completed: number
  readonly lists: readonly string[]
  readonly errors: ImportError[]
}

/** `loses-rows`: it ends well and never mentions its first row; `expires`: nobody knows it any more. */
export type ImportFate = 'completes' | 'cancelled' | 'loses-rows' | 'expires'

export interface ImportError {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly pointer: string
  readonly originalPayload: unknown
}

/**
 * Accepts an import: queued at once, processing after half the account's delay, complete after all of it.
 * What a profile of it changes becomes visible at the end.
 */
export function acceptImport(
  account: KlaviyoAccount,
  rows: readonly ImportRow[],
  lists: readonly string[],
): ImportJob {
  const { now } = account
  const job: ImportJob = {
    id: account.nextJobId(),
    status: 'queued',
    createdAt: now,
    startedAt: null,
    completedAt: null,
    total: rows.length,
    completed: 0,
    lists,
    errors: [],
  }
  const fate = account.nextImport
  account.nextImport = 'completes'
  if (fate === 'cancelled') job.status = 'cancelled'
  if (fate !== 'expires') account.imports.set(job.id, job)
  account.jobs.add(now + account.jobDelayMs / 2, at => {
    if (job.status !== 'queued') return
    job.status = 'processing'
    job.startedAt = at
  })
  account.jobs.add(now + account.jobDelayMs, at => {
    if (job.status === 'cancelled') return
    for (const [index, row] of rows.entries())
      if (index > 0 || fate !== 'loses-rows') importRow(account, job, row, index, at)
    job.status = 'complete'
    job.completedAt = at
  })
  return job
}

export interface ImportRow extends ProfileInput {
  readonly type?: string
}

function importRow(account: KlaviyoAccount, job: ImportJob, row: ImportRow, index: number, at: number): void {
  try {
    const { profile } = upsertProfile(account.profiles, row, { nulls: 'ignored', now: at })
    for (const id of job.lists) {
      const list = account.lists.get(id)
      if (list) account.lists.join(list, profile.id, at)
    }
    job.completed += 1
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const inside = (error.source.pointer ?? '/data').replace(/^\/data/, '')
    job.errors.push({
      id: `${job.id}-${index}`,
      code: error.code,
      title: error.title,
      detail: error.message,
      pointer: `/data/attributes/profiles/data/${index}${inside}`,
      originalPayload: row,
    })
  }
}
