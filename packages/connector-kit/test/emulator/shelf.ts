import type { LimitPolicy } from '../../src/index.ts'
import type { EmulatorDefinition, EmulatorReply } from '../../testing/emulator/index.ts'

const json = (status: number, body: unknown, headers = {}): EmulatorReply => ({ status, body, headers })

/** The smallest service that has state: a shelf of books. */
export const shelf: EmulatorDefinition<{ books: Map<string, unknown> }> = {
  name: 'shelf',
  basePath: '/v1',
  createState: () => ({ books: new Map() }),
  limits: [],
  routes: [
    { route: 'GET /', handle: () => json(200, { hello: true }) },
    { route: 'GET /random', handle: (_request, _state, world) => json(200, { drawn: world.random() }) },
    {
      route: 'GET /books/export',
      handle: () => ({ status: 200, body: 'a,b', headers: { 'Content-Type': 'text/csv' } }),
    },
    { route: 'GET /books/{id}', handle: ({ params }) => json(200, { id: params.id }) },
    {
      route: 'PUT /books/{id}',
      handle: ({ params, body, bodyBytes }, { books }) => {
        books.set(params.id ?? '', body)
        return json(200, { stored: true, bodyBytes })
      },
    },
    { route: 'DELETE /books/{id}', handle: () => ({ status: 204 }) },
    {
      route: 'GET /books/{id}/pages/{page}',
      handle: ({ params, query }) => json(200, { params, q: query.get('q') }),
    },
    {
      route: 'POST /broken',
      handle: () => {
        throw new Error('the handler has a bug')
      },
    },
  ],
  authorize: ({ headers }) =>
    headers.authorization === 'Bearer shelf-key' ? undefined : json(401, { why: 'key' }),
  overLimit: (policy, retryAfterMs) => json(429, { policy: policy.name, retryAfterMs }),
  budgetHeaders: usage => ({ 'x-used': usage.map(({ policy, used }) => `${policy.name}=${used}`).join(';') }),
  notFound: ({ path }) => json(404, { path }),
  badBody: () => json(400, { why: 'not JSON' }),
  serverError: status => json(status, { why: 'server' }),
}

export const limitedShelf = (limits: readonly LimitPolicy[]) => ({ ...shelf, limits })
