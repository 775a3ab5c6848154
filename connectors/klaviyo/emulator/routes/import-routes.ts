import type { EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { allowParameters, readPageQuery, readSort, takePage } from '../collection-query.ts'
import { type FilterFields, meets, parseFilter } from '../filter.ts'
import { acceptImport, type ImportError, type ImportJob } from '../import-job.ts'
import {
  ApiError,
  collection,
  document,
  isoTime,
  isoTimeOrNull,
  notFound,
  type Resource,
  selfLink,
} from '../json-api.ts'
import type { KlaviyoAccount } from '../klaviyo-account.ts'
import { readProfile } from './profile-routes.ts'
import { readResource, readResources, route } from './route.ts'

const TYPE = 'profile-bulk-import-job'
const JOB_FILTERS: FilterFields = { status: { single: ['equals'], list: ['any', 'equals'] } }
const MAX_PROFILES = 10_000
const MAX_BYTES = 5_000_000
/** A job and its errors can be read for this long. Unconfirmed: the vendor only says that they expire. */
const KEPT_MS = 7 * 86_400_000

export const importRoutes = [
  route('POST /api/profile-bulk-import-jobs', (request, account) => {
    if (request.bodyBytes > MAX_BYTES) {
      throw new ApiError(413, 'payload_too_large', 'Payload too large.', 'The payload may not exceed 5MB.')
    }
    const resource = readResource(request, TYPE)
    const profiles = readResources(resource.attributes?.profiles, 'profile', {
      maximum: MAX_PROFILES,
      pointer: '/data/attributes/profiles/data',
    })
    const lists = resource.relationships?.lists
      ? readResources(resource.relationships.lists, 'list', {
          maximum: 1,
          pointer: '/data/relationships/lists/data',
        })
      : []
    const ids = lists.map(({ id }) => id ?? '')
    for (const id of ids) if (!account.lists.get(id)) throw notFound('list', id)
    const rows = profiles.map(profile => ({ type: 'profile', ...readProfile(profile) }))
    return document(202, jobResource(request, acceptImport(account, rows, ids)))
  }),

  route('GET /api/profile-bulk-import-jobs', (request, account) => {
    allowParameters(request, ['filter', 'sort', 'page[size]', 'page[cursor]'])
    const page = readPageQuery(request, { standard: 20, maximum: 100 })
    const { descending } = readSort(request, ['created_at'], 'created_at')
    const conditions = parseFilter(request.query.get('filter'), JOB_FILTERS)
    // In the order in which they came, which is the order of their creation.
    const jobs = [...account.imports.values()].map((job, no) => ({ job, no }))
    const { rows, next } = takePage(
      jobs,
      ({ job, no }) => [no, job.id],
      page,
      descending,
      ({ job }) => isKept(account, job) && conditions.every(condition => meets(condition, job.status)),
    )
    return collection(
      request,
      rows.map(({ job }) => jobResource(request, job)),
      next,
    )
  }),

  route('GET /api/profile-bulk-import-jobs/{job_id}', (request, account) =>
    document(200, jobResource(request, findJob(account, request.params.job_id ?? ''))),
  ),

  route('GET /api/profile-bulk-import-jobs/{id}/import-errors', (request, account) => {
    allowParameters(request, ['page[size]', 'page[cursor]', 'fields[import-error]'])
    const job = findJob(account, request.params.id ?? '')
    const page = readPageQuery(request, { standard: 20, maximum: 100 })
    const numbered = job.errors.map((error, no) => ({ error, no }))
    const { rows, next } = takePage(
      numbered,
      ({ error, no }) => [no, error.id],
      page,
      false,
      () => true,
    )
    return collection(
      request,
      rows.map(({ error }) => errorResource(error)),
      next,
    )
  }),
]

const isKept = (account: KlaviyoAccount, job: ImportJob): boolean => account.now <= job.createdAt + KEPT_MS

function findJob(account: KlaviyoAccount, id: string): ImportJob {
  const job = account.imports.get(id)
  if (!job || !isKept(account, job)) throw notFound('profile-bulk-import-job', id)
  return job
}

function jobResource(request: EmulatorRequest, job: ImportJob): Resource {
  return {
    type: TYPE,
    id: job.id,
    attributes: {
      status: job.status,
      created_at: isoTime(job.createdAt),
      total_count: job.total,
      completed_count: job.completed,
      failed_count: job.errors.length,
      completed_at: isoTimeOrNull(job.completedAt),
      expires_at: isoTime(job.createdAt + KEPT_MS),
      started_at: isoTimeOrNull(job.startedAt),
    },
    relationships: { lists: { data: job.lists.map(id => ({ type: 'list', id })) } },
    links: { self: selfLink(request, `/api/profile-bulk-import-jobs/${job.id}`) },
  }
}

function errorResource(error: ImportError): Resource {
  return {
    type: 'import-error',
    id: error.id,
    attributes: {
      code: error.code,
      title: error.title,
      detail: error.detail,
      source: { pointer: error.pointer },
      original_payload: error.originalPayload,
    },
  }
}
