import { readHeader } from '../budget/read-header.ts'
import type { Failure } from '../fault.ts'
import type { HeadersLike } from '../session.ts'

/**
 * No API that we call speaks HTML: such an answer comes from the network before it (a login of a
 * hotel, a check for bots), whatever its status says, and the service never saw the call.
 */
export const isPage = (headers: HeadersLike): boolean =>
  readHeader(headers, 'content-type')?.trim().toLowerCase().startsWith('text/html') ?? false

/** A web page came in place of the answer. SDKs take it for one, empty or as text. */
export class PageInstead extends Error {
  override readonly name = 'PageInstead'
  readonly failure: Failure = {
    status: null,
    code: 'web-page',
    message: 'a web page came instead of an answer',
  }
}
