import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import type { MailchimpAccount } from '../account.ts'
import { type Batch, type BatchOperation, MAX_OPERATIONS } from '../batch-queue.ts'
import { collection, resource } from '../collection.ts'
import { invalidResource, notFound, problem } from '../problem.ts'
import { vendorTime } from '../vendor-time.ts'
import { type AccountRoute, fieldsOf, textOf } from './route.ts'

export const RESULT_PATH = '/batch-results/'
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** Any calls, made later; their answers come as an archive. */
export const batchRoutes: readonly AccountRoute[] = [
  {
    route: 'POST /batches',
    handle: (request, account) => {
      const { operations } = fieldsOf(request.body)
      if (!Array.isArray(operations) || operations.length === 0 || operations.length > MAX_OPERATIONS) {
        return invalidResource('The resource submitted could not be validated.', [
          { field: 'operations', message: `Expected 1 to ${MAX_OPERATIONS} operations.` },
        ])
      }
      const read = operations.map(operationOf)
      const wrong = read.indexOf(undefined)
      if (wrong >= 0) {
        return invalidResource('The resource submitted could not be validated.', [
          {
            field: `operations.item:${wrong}`,
            message: 'Expected a method, a path, and a body as JSON text.',
          },
        ])
      }
      const batch = account.batches.submit(read.filter(operation => operation !== undefined))
      if (!batch) return problem(429, 'Too Many Requests', 'You have 500 batches under way already.')
      return { status: 200, body: batchResource(account, batch, request) }
    },
  },
  {
    route: 'GET /batches',
    handle: (request, account) =>
      collection(request, 'batches', account.batches.all(), batch => batchResource(account, batch, request)),
  },
  batchRoute('GET /batches/{batch_id}', (request, account, batch) =>
    resource(request, batchResource(account, batch, request)),
  ),
  batchRoute('DELETE /batches/{batch_id}', (_request, account, { id }) => {
    account.batches.delete(id)
    return { status: 204 }
  }),
  {
    // In truth a file store elsewhere, which asks for no key.
    route: 'GET /batch-results/{batch_id}',
    handle: (request, account) => {
      const body = account.batches.result(request.params.batch_id ?? '')
      if (body) return { status: 200, headers: { 'content-type': 'application/gzip' }, body }
      const headers = { 'content-type': 'application/xml' }
      return { status: 403, headers, body: '<Error><Code>AccessDenied</Code></Error>' }
    },
  },
]

function batchRoute(
  route: string,
  handle: (request: EmulatorRequest, account: MailchimpAccount, batch: Batch) => EmulatorReply,
): AccountRoute {
  return {
    route,
    handle: (request, account) => {
      const batch = account.batches.get(request.params.batch_id ?? '')
      return batch ? handle(request, account, batch) : notFound()
    },
  }
}

function operationOf(value: unknown): BatchOperation | undefined {
  const { method, path, body, params, operation_id } = fieldsOf(value)
  if (!METHODS.has(textOf(method) ?? '') || !textOf(path)?.startsWith('/')) return undefined
  if (body !== undefined && typeof body !== 'string') return undefined
  const query = Object.entries(fieldsOf(params)).map(([name, value]) => [name, String(value)])
  return {
    method: String(method),
    path: String(path),
    params: Object.fromEntries(query),
    body,
    operationId: textOf(operation_id) ?? '',
  }
}

function batchResource({ batches }: MailchimpAccount, batch: Batch, { origin }: EmulatorRequest): object {
  const status = batches.statusOf(batch)
  const finished = status === 'finished'
  return {
    id: batch.id,
    status,
    total_operations: batch.total,
    finished_operations: finished ? batch.total : 0,
    errored_operations: batch.answers.filter(({ status_code }) => status_code >= 400).length,
    submitted_at: vendorTime(batch.submittedAt),
    completed_at: finished ? vendorTime(batch.doneAt) : '',
    response_body_url: finished ? `${origin}/3.0${RESULT_PATH}${batches.addressOf(batch)}` : '',
  }
}
