import type { Connector, Operation } from '@esplanade/connector-kit'
import type { PlannedPush, Row } from './planned.ts'

/** The vendor's operation for a target. Syncs that ask for one that it lacks are refused with the configuration. */
export function operationOf(
  { name, operations }: Connector,
  operation: PlannedPush['operation'],
): Operation<Row, unknown, unknown> {
  const found = operations[operation]
  if (found === undefined) throw new Error(`The connector "${name}" has no operation "${operation}".`)
  return found
}
