import { type MemberFilter, SORT_FIELDS } from './audience.ts'
import { WRITABLE_STATUSES } from './member.ts'
import type { FieldProblem } from './problem.ts'
import { readTime } from './vendor-time.ts'

const READABLE_STATUSES = new Set<unknown>([...WRITABLE_STATUSES, 'archived'])
const MATCHES = ['any', 'all', 'none'] as const

/** Which members a listing asks for, or what is wrong with the question. */
export function readMemberQuery(query: URLSearchParams): MemberFilter | FieldProblem {
  const status = query.get('status') ?? undefined
  const sortField = query.get('sort_field') ?? undefined
  if (status !== undefined && !READABLE_STATUSES.has(status))
    return { field: 'status', message: 'Not a status of a member.' }
  if (sortField !== undefined && !SORT_FIELDS.includes(sortField))
    return { field: 'sort_field', message: `Expected one of ${SORT_FIELDS.join(', ')}.` }
  const time = (name: string) => readTime(query.get(name))
  const unsubscribedSince = time('unsubscribed_since')
  if (unsubscribedSince !== undefined && status !== 'unsubscribed')
    return { field: 'unsubscribed_since', message: 'Only with the status unsubscribed.' }
  const ids = query.get('interest_ids')
  const match = MATCHES.find(known => known === query.get('interest_match'))
  if (ids !== null && (match === undefined || !query.has('interest_category_id')))
    return { field: 'interest_ids', message: 'Only with interest_category_id and interest_match.' }
  return {
    status,
    // An unsubscribe is a change, and no time of its own is kept.
    since: unsubscribedSince ?? time('since_last_changed'),
    before: time('before_last_changed'),
    optedInSince: time('since_timestamp_opt'),
    optedInBefore: time('before_timestamp_opt'),
    ...(ids !== null && match !== undefined && { groups: { ids: ids.split(','), match } }),
    sortField,
    descending: query.get('sort_dir') === 'DESC',
  }
}
