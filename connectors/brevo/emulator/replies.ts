import type { EmulatorReply, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import type { BrevoAccount } from './brevo-account.ts'

export type BrevoRoute = EmulatorRoute<BrevoAccount>

export const json = (status: number, body: unknown): EmulatorReply => ({ status, body })
export const nothing: EmulatorReply = { status: 204 }

/** Codes as the error model of the API description lists them. */
export const problem = (status: number, code: string, message: string): EmulatorReply =>
  json(status, { code, message })

export const invalid = (message: string): EmulatorReply => problem(400, 'invalid_parameter', message)
export const notFound = (what: string): EmulatorReply =>
  problem(404, 'document_not_found', `${what} does not exist`)

/** A page by offset, or what is wrong with the question. */
export function pageOf<Row>(
  rows: readonly Row[],
  query: URLSearchParams,
  sizes: { readonly usual: number; readonly most: number },
): { readonly rows: readonly Row[] } | { readonly problem: EmulatorReply } {
  const limit = Number(query.get('limit') ?? sizes.usual)
  const offset = Number(query.get('offset') ?? 0)
  if (!Number.isInteger(limit) || limit < 1 || limit > sizes.most)
    return { problem: problem(400, 'out_of_range', `Limit exceeds max value of ${sizes.most}`) }
  if (!Number.isInteger(offset) || offset < 0) return { problem: invalid('Invalid offset') }
  // Newest first unless asked otherwise.
  const sorted = query.get('sort') === 'asc' ? rows : rows.toReversed()
  return { rows: sorted.slice(offset, offset + limit) }
}
