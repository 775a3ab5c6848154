import type { Value } from '@esplanade/core/schema'
import type { RemoteField } from '../connector.ts'
import type { FieldRow, OperationTarget, PreparedRow, ValueNote } from '../push.ts'
import { fitValue } from './fit-value.ts'

/**
 * Makes a row's values fit the fields they are for, by the rules of `fitValue`: a connector's
 * `prepare`. A value that fits no way is left out with a note and the others go; a row of which
 * nothing is left is refused. A field that `target.fields` doesn't name goes as it is.
 *
 * @example
 * { name: 'properties', prepare: fitFields, … }
 */
export function fitFields(row: FieldRow, { fields = [] }: OperationTarget): PreparedRow<FieldRow> {
  const known = new Map(fields.map(field => [field.name, field]))
  const values: Record<string, Value | null> = {}
  const notes: ValueNote[] = []
  for (const [name, value] of Object.entries(row.values)) {
    const field: RemoteField | undefined = known.get(name)
    const fit = field === undefined ? { value } : fitValue(value, field)
    if ('value' in fit) values[name] = fit.value
    if (fit.note !== undefined) notes.push({ field: name, ...fit.note })
  }
  if (Object.keys(values).length > 0 || notes.length === 0)
    return { kind: 'ready', row: { ...row, values }, notes }
  const message = `No value fits its field: ${notes.map(({ field, how }) => `${field}: ${how}`).join('; ')}. Correct the values or choose fields of other types.`
  return { kind: 'settled', outcome: { status: 'refused', code: 'values-unfit', message, notes } }
}
