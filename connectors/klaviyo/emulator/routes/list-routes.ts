import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { allowParameters, readPageQuery, readSort, takePage } from '../collection-query.ts'
import { type FilterFields, meets, parseFilter } from '../filter.ts'
import {
  collection,
  document,
  empty,
  invalid,
  isoTime,
  notFound,
  type Resource,
  selfLink,
} from '../json-api.ts'
import type { KlaviyoAccount } from '../klaviyo-account.ts'
import { type KlaviyoList, type ListMember, memberPosition, type OptInProcess } from '../list-store.ts'
import { readResource, readResources, route } from './route.ts'

const LIST_FILTERS: FilterFields = {
  name: { list: ['any', 'equals'] },
  id: { single: ['equals'], list: ['any', 'equals'] },
  created: { single: ['greater-than'], type: 'date-time' },
  updated: { single: ['greater-than'], type: 'date-time' },
}
const MEMBER_FILTERS: FilterFields = {
  email: { list: ['any', 'equals'] },
  phone_number: { list: ['any', 'equals'] },
  joined_group_at: {
    single: ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'],
    type: 'date-time',
  },
}
const LIST_PAGE = { standard: 10, maximum: 10 }
const MEMBER_PAGE = { standard: 20, maximum: 100 }
const MAX_MEMBERS_PER_CALL = 1_000
const MEMBERS = '/api/lists/{id}/relationships/profiles'

export const listRoutes = [
  route('GET /api/lists', (request, account) => {
    allowParameters(request, ['filter', 'sort', 'page[size]', 'page[cursor]', 'fields[list]'])
    const page = readPageQuery(request, LIST_PAGE)
    const { by, descending } = readSort(request, ['id', 'name', 'created', 'updated'], 'id')
    const conditions = parseFilter(request.query.get('filter'), LIST_FILTERS)
    const sorted = account.lists.all().sort((a, b) => (a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : 0))
    const { rows, next } = takePage(
      sorted,
      list => [list[by], list.id],
      page,
      descending,
      list => conditions.every(condition => meets(condition, list[condition.field as 'name'])),
    )
    return collection(
      request,
      rows.map(list => listResource(request, list)),
      next,
    )
  }),

  route('POST /api/lists', (request, account) => {
    const { attributes = {} } = readResource(request, 'list')
    const { name, opt_in_process: optIn } = attributes
    if (typeof name !== 'string' || name.trim() === '') {
      throw invalid('This field may not be blank.', { pointer: '/data/attributes/name' })
    }
    if (optIn !== undefined && optIn !== null && !OPT_IN.includes(optIn as OptInProcess)) {
      throw invalid('Not a valid opt-in process.', { pointer: '/data/attributes/opt_in_process' })
    }
    const list = account.addList({
      name,
      optInProcess: (optIn as OptInProcess | null) ?? account.optInProcess,
    })
    return document(201, listResource(request, list))
  }),

  route('GET /api/lists/{id}', (request, account) =>
    document(200, listResource(request, findList(request, account))),
  ),

  route(`GET ${MEMBERS}`, (request, account) => {
    return membersPage(request, account, account.lists.members(findList(request, account)))
  }),

  route('GET /api/segments/{id}/relationships/profiles', (request, account) => {
    const id = request.params.id ?? ''
    const segment = account.catalogue.segments.find(known => known.id === id)
    if (!segment) throw notFound('segment', id)
    return membersPage(request, account, segment.members)
  }),

  route(`POST ${MEMBERS}`, (request, account) => {
    const list = findList(request, account)
    for (const id of readProfileIds(request, account)) account.lists.join(list, id, account.now)
    return empty(204)
  }),

  route(`DELETE ${MEMBERS}`, (request, account) => {
    const list = findList(request, account)
    for (const id of readProfileIds(request, account)) account.lists.leave(list, id, account.now)
    return empty(204)
  }),
]

function membersPage(
  request: EmulatorRequest,
  account: KlaviyoAccount,
  members: readonly ListMember[],
): EmulatorReply {
  allowParameters(request, ['filter', 'sort', 'page[size]', 'page[cursor]'])
  const page = readPageQuery(request, MEMBER_PAGE)
  const { descending } = readSort(request, ['joined_group_at'], 'joined_group_at')
  const conditions = parseFilter(request.query.get('filter'), MEMBER_FILTERS)
  const { rows, next } = takePage(members, memberPosition, page, descending, member => {
    const profile = account.profiles.get(member.id)
    return conditions.every(condition => {
      if (condition.field === 'joined_group_at') return meets(condition, member.joined)
      return meets(condition, (condition.field === 'email' ? profile?.email : profile?.phoneNumber) ?? null)
    })
  })
  return collection(
    request,
    rows.map(({ id }) => ({ type: 'profile', id })),
    next,
  )
}

const OPT_IN: readonly OptInProcess[] = ['single_opt_in', 'double_opt_in']

function findList(request: EmulatorRequest, account: KlaviyoAccount): KlaviyoList {
  const id = request.params.id ?? ''
  const list = account.lists.get(id)
  if (!list) throw notFound('list', id)
  return list
}

/** One id that the account does not know fails the whole call. Unconfirmed: the harder case for a client. */
function readProfileIds(request: EmulatorRequest, account: KlaviyoAccount): string[] {
  const bounds = { maximum: MAX_MEMBERS_PER_CALL, pointer: '/data' }
  return readResources(request.body, 'profile', bounds).map(({ id = '' }, index) => {
    if (!account.profiles.get(id)) throw notFound('profile', id, { pointer: `/data/${index}/id` })
    return id
  })
}

function listResource(request: EmulatorRequest, list: KlaviyoList): Resource {
  return {
    type: 'list',
    id: list.id,
    attributes: {
      name: list.name,
      created: isoTime(list.created),
      updated: isoTime(list.updated),
      opt_in_process: list.optInProcess,
    },
    links: { self: selfLink(request, `/api/lists/${list.id}`) },
  }
}
