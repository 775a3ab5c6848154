import { existsSync, readFileSync } from 'node:fs'
import type { FaultOrder } from '@esplanade/connector-kit/emulator'
import { parse } from 'yaml'
import { z } from 'zod'
import { CliError, wordsOf } from '../error-report.ts'
import { problemLines } from '../problem-lines.ts'

const MAX_ORDERS = 1_000
const MAX_TIMES = 1_000_000
const MAX_SLOW_MS = 3_600_000

const faultOrderSchema = z.strictObject({
  /** Such as `GET /lists/{list_id}/members`; absent, every call. */
  route: z.string().exactOptional(),
  times: z.int().min(1).max(MAX_TIMES).default(1),
  fault: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('status'),
      status: z.int().min(100).max(599),
      headers: z.record(z.string(), z.string()).exactOptional(),
      body: z.string().exactOptional(),
    }),
    z.strictObject({ kind: z.literal('cut') }),
    z.strictObject({ kind: z.literal('cut-after-effect') }),
    z.strictObject({ kind: z.literal('truncate') }),
    z.strictObject({ kind: z.literal('slow'), ms: z.int().min(0).max(MAX_SLOW_MS) }),
    z.strictObject({ kind: z.literal('stall') }),
  ]),
})

/** The faults that a file orders, YAML or JSON. Throws `CliError` with every problem. */
export function readFaults(path: string): FaultOrder[] {
  if (!existsSync(path)) {
    throw new CliError('usage', `There is no file ${path}; check the path given to --faults.`)
  }
  let value: unknown
  try {
    value = parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    const why = wordsOf(cause)
    throw new CliError('usage', `The faults in ${path} cannot be read: ${why}`, { cause })
  }
  const checked = z.array(faultOrderSchema).max(MAX_ORDERS).safeParse(value)
  if (checked.success) return checked.data
  throw new CliError(
    'usage',
    `The faults in ${path} are not right:\n${problemLines(checked.error, 'faults')}`,
  )
}
