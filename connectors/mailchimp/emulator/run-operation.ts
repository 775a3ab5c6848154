import { createRouter, type EmulatorReply } from '@esplanade/connector-kit/emulator'
import type { MailchimpAccount } from './account.ts'
import type { BatchOperation, OperationAnswer } from './batch-queue.ts'
import { invalidResource, notFound } from './problem.ts'
import type { AccountRoute } from './routes/route.ts'

/** Makes a call of a batch as if it came by itself. */
export function runOperation(
  routes: readonly AccountRoute[],
): (account: MailchimpAccount, operation: BatchOperation) => OperationAnswer {
  const find = createRouter(routes)
  return (account, { method, path, params, body, operationId }) => {
    const reply = answer()
    return {
      status_code: reply.status,
      operation_id: operationId,
      response: reply.body === undefined ? '' : JSON.stringify(reply.body),
    }

    function answer(): EmulatorReply {
      const match = find(method, path)
      if (!match) return notFound()
      const parsed = parse(body)
      if (parsed === NOT_JSON) return invalidResource('The request body could not be parsed as JSON.')
      return match.target.handle(
        {
          method,
          path,
          params: match.params,
          query: new URLSearchParams(params),
          headers: {},
          body: parsed,
          bodyBytes: Buffer.byteLength(body ?? ''),
          origin: '',
        },
        account,
      )
    }
  }
}

const NOT_JSON = Symbol('not JSON')

function parse(body: string | undefined): unknown {
  if (body === undefined) return undefined
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return NOT_JSON
    throw error
  }
}
