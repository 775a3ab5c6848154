import { StoreError, type StoreErrorKind } from '@esplanade/core/store'

/** What DuckDB says, what it means for the store, and what the reader should do next. */
interface Diagnosis {
  readonly says: RegExp
  readonly kind: StoreErrorKind
  readonly message: (file: string) => string
}

const DIAGNOSES: readonly Diagnosis[] = [
  {
    says: /Could not set lock on file|being used by another process/,
    kind: 'held',
    message: file =>
      `The store ${file} is held by another program. Close it there, or wait until it has finished, and try again.`,
  },
  {
    says: /No space left on device|not enough space|Disk quota exceeded/i,
    kind: 'full',
    message: file =>
      `The disk that holds the store ${file} is full. What was stored before is safe; free some space and run the same command again.`,
  },
  {
    says: /Permission denied|Read-only file system|Operation not permitted|read-only mode/i,
    kind: 'read-only',
    message: file =>
      `The store ${file} cannot be written. Give this user write permission to the file and its folder, or choose another place.`,
  },
  {
    says: /Trying to read a database file with version number|created with a newer version/,
    kind: 'newer-schema',
    message: file =>
      `The store ${file} was written by a newer version of Esplanade. Update this installation and try again.`,
  },
  {
    says: /not a valid DuckDB database|Corrupt|checksum|Serialization Error|Is a directory|Failure while replaying WAL/i,
    kind: 'corrupt',
    message: file =>
      `The file ${file} is no intact Esplanade store. Choose another path, or restore the file from a backup.`,
  },
]

/**
 * Turns what DuckDB throws into a `StoreError` where the cause lies outside the program (another
 * owner, a full disk); anything else comes back as it was, since it is a fault of ours.
 */
export function asStoreError(cause: unknown, file: string): unknown {
  if (!(cause instanceof Error) || cause instanceof StoreError) return cause
  const diagnosis = DIAGNOSES.find(({ says }) => says.test(cause.message))
  return diagnosis ? new StoreError(diagnosis.kind, diagnosis.message(file), { cause }) : cause
}
