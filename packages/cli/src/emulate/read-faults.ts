import { existsSync, readFileSync } from 'node:fs'
import { type FaultOrder, faultOrderSchema, MAX_FAULT_ORDERS } from '@esplanade/connector-kit/emulator'
import { parse } from 'yaml'
import { z } from 'zod'
import { CliError, wordsOf } from '../error-report.ts'
import { problemLines } from '../problem-lines.ts'

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
  const checked = z.array(faultOrderSchema).max(MAX_FAULT_ORDERS).safeParse(value)
  if (checked.success) return checked.data
  throw new CliError(
    'usage',
    `The faults in ${path} are not right:\n${problemLines(checked.error, 'faults')}`,
  )
}
