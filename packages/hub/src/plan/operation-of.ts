import { fillingOperation, type Operation } from '@esplanade/connector-kit'
import type { PlannedPush, Row } from './planned.ts'

/** The vendor's operation for a target. Syncs that ask for one that it lacks are refused with the configuration. */
export function operationOf({
  connection: { connector },
  operation,
  target,
  create,
}: Pick<PlannedPush, 'connection' | 'operation' | 'target' | 'create'>): Operation<Row, unknown, unknown> {
  const { name, operations } = connector
  const made = create !== null && 'target' in create ? create.target : undefined
  const found =
    operation === 'members' ? fillingOperation(operations, (target ?? made)?.kind) : operations[operation]
  if (found === undefined) throw new Error(`The connector "${name}" has no operation "${operation}".`)
  return found
}
