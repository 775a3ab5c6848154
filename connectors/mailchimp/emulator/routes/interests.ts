import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import type { Audience } from '../audience.ts'
import { collection } from '../collection.ts'
import { CATEGORY_TYPES, type Interest, type InterestCategory, MAX_INTERESTS } from '../interest-groups.ts'
import { invalidResource, notFound } from '../problem.ts'
import { type AccountRoute, fieldsOf, listRoute, textOf } from './route.ts'

const CATEGORIES = '/lists/{list_id}/interest-categories'
const INTERESTS = `${CATEGORIES}/{interest_category_id}/interests`

export const interestRoutes: readonly AccountRoute[] = [
  listRoute(`GET ${CATEGORIES}`, (request, audience) =>
    collection(
      request,
      'categories',
      [...audience.groups.categories.values()],
      category => categoryResource(audience, category),
      { list_id: audience.id },
    ),
  ),
  listRoute(`POST ${CATEGORIES}`, (request, audience, account) => {
    const body = fieldsOf(request.body)
    const title = textOf(body.title)
    const type = CATEGORY_TYPES.find(known => known === body.type)
    if (!title || !type) {
      return invalidResource('The resource submitted could not be validated.', [
        {
          field: title ? 'type' : 'title',
          message: `Expected a title, and a type: ${CATEGORY_TYPES.join(', ')}.`,
        },
      ])
    }
    const category = { id: `category${account.nextId()}`, title, type }
    audience.groups.categories.set(category.id, category)
    return { status: 200, body: categoryResource(audience, category) }
  }),
  categoryRoute(`GET ${INTERESTS}`, (request, audience, category) => {
    const interests = [...audience.groups.interests.values()].filter(
      ({ categoryId }) => categoryId === category.id,
    )
    const around = { list_id: audience.id, category_id: category.id }
    return collection(
      request,
      'interests',
      interests,
      interest => interestResource(audience, interest),
      around,
    )
  }),
  categoryRoute(`POST ${INTERESTS}`, (request, audience, category, nextId) => {
    const name = textOf(fieldsOf(request.body).name)
    if (!name) {
      return invalidResource('The resource submitted could not be validated.', [
        { field: 'name', message: 'This value should not be blank.' },
      ])
    }
    if (audience.groups.interests.size >= MAX_INTERESTS) {
      return invalidResource(`This list already has ${MAX_INTERESTS} groups.`)
    }
    const interest = { id: `interest${nextId()}`, categoryId: category.id, name }
    audience.groups.interests.set(interest.id, interest)
    return { status: 200, body: interestResource(audience, interest) }
  }),
]

function categoryRoute(
  route: string,
  handle: (
    request: EmulatorRequest,
    audience: Audience,
    category: InterestCategory,
    nextId: () => number,
  ) => EmulatorReply,
): AccountRoute {
  return listRoute(route, (request, audience, account) => {
    const category = audience.groups.categories.get(request.params.interest_category_id ?? '')
    return category ? handle(request, audience, category, () => account.nextId()) : notFound()
  })
}

const categoryResource = (audience: Audience, { id, title, type }: InterestCategory): object => ({
  list_id: audience.id,
  id,
  title,
  display_order: 0,
  type,
})

const interestResource = (audience: Audience, { id, categoryId, name }: Interest): object => ({
  category_id: categoryId,
  list_id: audience.id,
  id,
  name,
  subscriber_count: String(
    [...audience.members.values()].filter(
      member => member.status === 'subscribed' && audience.groups.of(member).has(id),
    ).length,
  ),
  display_order: 0,
})
