import type { RemoteField } from '../connector.ts'

/** How a vendor makes fields, for `addFields`. `Known` is its own definition of one that exists. */
export interface FieldMaker<Known> {
  /** By the field's remote name. */
  readonly known: ReadonlyMap<string, Known>
  /** The values that it takes already; undefined for a field that takes any. */
  readonly optionsOf: (known: Known) => readonly string[] | undefined
  /** Makes those that are not there; not called for none. */
  readonly create: (missing: readonly RemoteField[]) => Promise<void>
  /** Gives a field of options those that it lacks; not called for none. */
  readonly addOptions: (known: Known, lacking: readonly string[]) => Promise<void>
}

/** Creates the fields that a container lacks, and the options that the others lack: a connector's `createFields`. */
export async function addFields<Known>(
  fields: readonly RemoteField[],
  { known, optionsOf, create, addOptions }: FieldMaker<Known>,
): Promise<void> {
  const missing = fields.filter(({ name }) => !known.has(name))
  if (missing.length > 0) await create(missing)
  for (const { name, options = [] } of fields) {
    const there = known.get(name)
    const taken = there && optionsOf(there)
    const lacking = options.filter(option => !taken?.includes(option))
    if (there && taken && lacking.length > 0) await addOptions(there, lacking)
  }
}
