import {
  APPLIED,
  configError,
  type FieldRow,
  fitFields,
  type OperationTarget,
  type PreparedRow,
  refused,
  type SendResult,
  settled,
  type Value,
} from '@esplanade/connector-kit'
import { ask, type Context, type Operation } from './client.ts'
import { FIXED_FIELDS, isFixedField, locationField, UNWRITABLE_FIELDS } from './field-names.ts'
import { IMPORT, submitImport } from './import-job.ts'
import { ROUTES } from './routes.ts'

/** `{"type":"profile","id":…}` and the names that the SDK rewrites, beside the values. */
const ROW_OVERHEAD_BYTES = 128

/**
 * Custom properties and attributes by bulk import. That one ignores a null, so a row that clears a value
 * goes alone and by the single update, which heeds it.
 */
export const writeFields: Operation['fields'] = {
  ...IMPORT,
  name: 'import-profiles',
  job: { ...IMPORT.job, of: row => !clears(row) },
  rowBytes: row => Buffer.byteLength(JSON.stringify(row.values)) + ROW_OVERHEAD_BYTES,
  batchKey: row => (clears(row) ? `clear ${row.remoteId}` : 'set'),
  prepare: prepareFields,
  // Setting the same values again sets the same values.
  idempotent: true,
  send: (context, target, rows) => {
    refuseUnwritable(target, rows)
    const profiles = rows.map(row => ({ id: row.remoteId, attributes: attributesOf(row) }))
    const [first] = profiles
    return profiles.length === 1 && first ? updateOne(context, first) : submitImport(context, profiles)
  },
}

/** The vendor takes no more of one profile: measured as it is sent. */
const MAX_PROFILE_BYTES = 100_000

/** Values by the rules of `fitValue`; a profile that is too large for the vendor is refused before it is sent. */
function prepareFields(row: FieldRow, target: OperationTarget): PreparedRow<FieldRow> {
  const prepared = fitFields(row, target)
  if (prepared.kind === 'settled') return prepared
  const bytes = Buffer.byteLength(JSON.stringify(attributesOf(prepared.row))) + ROW_OVERHEAD_BYTES
  if (bytes <= MAX_PROFILE_BYTES) return prepared
  const message = `The values of this profile take ${bytes} bytes, and Klaviyo takes ${MAX_PROFILE_BYTES} of one. Write fewer or shorter fields.`
  return settled(refused('profile-too-large', message))
}

const clears = (row: FieldRow): boolean => Object.values(row.values).some(value => value === null)

async function updateOne(
  context: Context,
  profile: { readonly id: string; readonly attributes: WrittenAttributes },
): Promise<SendResult> {
  const body = { data: { type: 'profile' as const, ...profile } }
  const update = { priority: 'push' } as const
  await ask(context, ROUTES.updateProfile, client => client.profiles.updateProfile(profile.id, body), update)
  return { kind: 'answered', outcomes: [APPLIED] }
}

type WrittenAttributes = { [Key in (typeof FIXED_FIELDS)[keyof typeof FIXED_FIELDS]]?: string | null } & {
  location?: Record<string, string | null>
  properties?: Record<string, Value | null>
}

function attributesOf(row: FieldRow): WrittenAttributes {
  const written: WrittenAttributes = {}
  for (const [name, value] of Object.entries(row.values)) {
    const location = locationField(name)
    if (isFixedField(name)) written[FIXED_FIELDS[name]] = asText(value)
    else if (location) written.location = { ...written.location, [location]: asText(value) }
    else written.properties = { ...written.properties, [name]: value }
  }
  return written
}

const asText = (value: Value | null): string | null => (value === null ? null : String(value))

function refuseUnwritable(target: OperationTarget, rows: readonly FieldRow[]): void {
  const names = target.fields?.map(({ name }) => name) ?? rows.flatMap(({ values }) => Object.keys(values))
  const refused = names.find(name => UNWRITABLE_FIELDS.has(name))
  if (refused === undefined) return
  const message = `Klaviyo keeps "${refused}" itself or finds profiles by it, so it cannot be filled. Choose another field.`
  throw configError(ROUTES.importProfiles, message, 'field-unwritable')
}
