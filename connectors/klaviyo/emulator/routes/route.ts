import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { ApiError, errorReply, invalid } from '../json-api.ts'
import type { KlaviyoAccount } from '../klaviyo-account.ts'
import { ROUTE_SCOPES } from '../scopes.ts'

export type Handler = (request: EmulatorRequest, account: KlaviyoAccount) => EmulatorReply

/** A route that first lets due jobs happen, and answers an `ApiError` in the vendor's form. */
export function route(template: string, handle: Handler): EmulatorRoute<KlaviyoAccount> {
  return {
    route: template,
    handle: (request, account) => {
      account.jobs.runDue(account.now)
      const reply = replyOf(request, account)
      // The date of an answer is the account's time, which a rehearsal may have moved.
      return { ...reply, headers: { ...reply.headers, date: new Date(account.now).toUTCString() } }
    },
  }

  function replyOf(request: EmulatorRequest, account: KlaviyoAccount): EmulatorReply {
    try {
      checkScopes(account)
      return handle(request, account)
    } catch (error) {
      if (error instanceof ApiError) return errorReply(error)
      throw error
    }
  }

  function checkScopes({ scopes }: KlaviyoAccount): void {
    const missing = scopes === null ? [] : (ROUTE_SCOPES[template] ?? []).filter(one => !scopes.includes(one))
    if (missing.length === 0) return
    const detail = `The API key is missing the required scopes: ${missing.join(', ')}.`
    throw new ApiError(403, 'permission_denied', 'You do not have permission to perform this action.', detail)
  }
}

export interface RequestResource {
  readonly type?: string
  readonly id?: string
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly relationships?: Readonly<Record<string, { readonly data?: unknown }>>
  readonly meta?: Readonly<Record<string, unknown>>
}

/** The `data` object of a request, of the type that the operation takes. */
export function readResource(request: EmulatorRequest, type: string): RequestResource {
  const data = isObject(request.body) ? request.body.data : undefined
  return checkResource(data, type, '/data')
}

/** The `data` array of a request or of a nested collection. */
export function readResources(
  holder: unknown,
  type: string,
  bounds: { readonly maximum: number; readonly pointer: string },
): readonly RequestResource[] {
  const data = isObject(holder) ? holder.data : undefined
  if (!Array.isArray(data) || data.length === 0) {
    throw invalid('Expected a list with at least one item.', { pointer: bounds.pointer })
  }
  if (data.length > bounds.maximum) {
    throw invalid(`Ensure this field has no more than ${bounds.maximum} elements.`, {
      pointer: bounds.pointer,
    })
  }
  return data.map((item, index) => checkResource(item, type, `${bounds.pointer}/${index}`))
}

/** The id that a to-one relationship names, if any. */
export function relatedId(resource: RequestResource, name: string): string | undefined {
  const data = resource.relationships?.[name]?.data
  return isObject(data) && typeof data.id === 'string' ? data.id : undefined
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function checkResource(data: unknown, type: string, pointer: string): RequestResource {
  if (!isObject(data)) throw invalid('Expected a resource object.', { pointer })
  if (data.type !== type) {
    throw invalid(`Invalid resource type. The type must be '${type}'.`, { pointer: `${pointer}/type` })
  }
  return data
}
