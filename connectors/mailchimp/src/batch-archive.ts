import { readJson, unpackTar } from '@esplanade/connector-kit'
import { z } from 'zod'

/** What one operation of a batch was answered. */
export interface BatchAnswer {
  readonly status: number
  /** Title and words of a problem. */
  readonly title: string
  readonly detail: string
}

const answersShape = z.array(
  z.object({ operation_id: z.string(), status_code: z.number().int(), response: z.string().default('') }),
)
const problemShape = z.object({ title: z.string().catch(''), detail: z.string().catch('') })

/**
 * Reads the result of a batch: a gzipped tar of JSON files, each a list of answers. By operation id.
 *
 * @throws ConnectorError of kind `contract` when it is none.
 */
export function readArchive(route: string, packed: Uint8Array): Map<string, BatchAnswer> {
  const answers = unpackTar(route, packed).flatMap(file => readJson(route, answersShape, file))
  return new Map(
    answers.map(({ operation_id, status_code: status, response }) => {
      // An operation that was carried out may be answered with nothing at all.
      const done = status < 400 || response === ''
      const told = done ? { title: `status-${status}`, detail: '' } : readJson(route, problemShape, response)
      return [operation_id, { status, ...told }]
    }),
  )
}
