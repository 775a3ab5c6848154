import { createHash } from 'node:crypto'
import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'

const CONTENT_TYPE = { 'content-type': 'application/vnd.api+json' }

export interface ErrorSource {
  readonly pointer?: string
  readonly parameter?: string
}

/** What a handler throws to answer with an error of the vendor. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly source: ErrorSource
  readonly meta: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    code: string,
    title: string,
    detail: string,
    extra: { source?: ErrorSource; meta?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.title = title
    this.source = extra.source ?? {}
    this.meta = extra.meta ?? {}
  }
}

export const invalid = (detail: string, source: ErrorSource = {}): ApiError =>
  new ApiError(400, 'invalid', 'Invalid input.', detail, { source })

export const notFound = (what: string, id: string, source: ErrorSource = {}): ApiError =>
  new ApiError(404, 'not_found', 'Not found.', `A ${what} with id ${id} does not exist.`, { source })

export function errorReply(error: ApiError, headers: Record<string, string> = {}): EmulatorReply {
  const { status, code, title, message: detail, source, meta } = error
  const errors = [{ id: errorId(code, detail), status, code, title, detail, source, links: {}, meta }]
  return reply(status, { errors }, headers)
}

export interface Resource {
  readonly type: string
  readonly id: string
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly relationships?: Readonly<Record<string, unknown>>
  readonly links?: { readonly self: string }
}

export const document = (status: number, data: Resource): EmulatorReply => reply(status, { data })

export const empty = (status: number): EmulatorReply => ({ status })

/** A page of a collection. Links are https whatever the scheme of the request, as the vendor's are. */
export function collection(
  request: EmulatorRequest,
  data: readonly Resource[],
  next?: string | null,
): EmulatorReply {
  const links = { self: link(request), next: next ? link(request, next) : null, prev: null }
  return reply(200, { data, links })
}

export const selfLink = (request: EmulatorRequest, path: string): string => `${secure(request.origin)}${path}`

/** `2026-01-31T09:00:00+00:00`, as the vendor writes every time. */
export const isoTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`
export const isoTimeOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms))

function reply(status: number, body: unknown, headers: Record<string, string> = {}): EmulatorReply {
  return { status, body, headers: { ...CONTENT_TYPE, ...headers } }
}

function link(request: EmulatorRequest, cursor?: string): string {
  const query = new URLSearchParams(request.query)
  if (cursor !== undefined) query.set('page[cursor]', cursor)
  const text = query.toString()
  return `${secure(request.origin)}${request.path}${text === '' ? '' : `?${text}`}`
}

const secure = (origin: string): string => origin.replace(/^http:/, 'https:')

/** The vendor traces errors by a UUID; here the same error has the same one. */
function errorId(code: string, detail: string): string {
  const hex = createHash('sha256').update(`${code} ${detail}`).digest('hex')
  return [8, 4, 4, 4, 12]
    .reduce<{ parts: string[]; at: number }>(
      ({ parts, at }, length) => ({ parts: [...parts, hex.slice(at, at + length)], at: at + length }),
      { parts: [], at: 0 },
    )
    .parts.join('-')
}
