import { quoted } from '../../schema/nearest-name.ts'
import type { Path } from '../../schema/path-text.ts'
import { checkDefinition } from './check-definition.ts'
import type { SegmentDefinition } from './definition.ts'
import { MAX_FILE_LENGTH } from './limits.ts'
import type { Problem } from './problem.ts'
import { readYaml } from './yaml-documents.ts'

/** A definition file: its name for messages, and its text. */
export interface SegmentFile {
  readonly file: string
  readonly text: string
}

/** Tells where a part of a segment was written, for problems found after parsing. */
export type Locate = (segment: string, path: Path) => { file: string | null; line: number | null }

/** Definitions read from files; when there are problems, `ok` is false and nothing of it is to be used. */
export type ParsedSegments =
  | { readonly ok: true; readonly definitions: readonly SegmentDefinition[]; readonly locate: Locate }
  | Misread

/** What is wrong, and what is left, whose names can be looked up so that all problems are told at once. */
interface Misread {
  readonly ok: false
  readonly problems: readonly Problem[]
  /** As far as the documents are right. */
  readonly definitions: readonly SegmentDefinition[]
  readonly locate: Locate
  /** Ids of those of which nothing is: naming one is no mistake. */
  readonly misread: readonly string[]
}

/** Reads the segments of one YAML text: one a document, any number of documents. Finds all problems at once. */
export function parseSegments(text: string, file: string): ParsedSegments {
  return parseSegmentFiles([{ file, text }])
}

/** Reads all YAML files of a hub together, so that an id defined twice is found across them. */
export function parseSegmentFiles(files: readonly SegmentFile[]): ParsedSegments {
  return collect(files.flatMap(readFile))
}

/** Reads one definition that is stored or sent as JSON. */
export function parseSegmentJson(text: string, file: string | null = null): ParsedSegments {
  if (text.length > MAX_FILE_LENGTH) return refuse(file, TOO_LONG)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return refuse(file, `not JSON: ${error instanceof Error ? error.message : 'unreadable'}.`)
  }
  return collect([readDefinition(value, file, () => null)])
}

/** What became of one document. */
interface Reading {
  /** What is right of it, where there are problems. */
  readonly definition?: SegmentDefinition | undefined
  readonly file: string | null
  readonly lineOf: (path: Path) => number | null
  readonly problems: readonly Problem[]
}

const TOO_LONG = `too long: expected at most ${MAX_FILE_LENGTH} characters. Split the file.`

function readFile({ file, text }: SegmentFile): Reading[] {
  const failed = (reason: string, line: number | null = null): Reading => ({
    file,
    lineOf: () => null,
    problems: [{ file, line, segment: null, path: '', reason }],
  })
  if (text.length > MAX_FILE_LENGTH) return [failed(TOO_LONG)]
  const { documents, errors } = readYaml(text)
  const readings = documents.map(({ value, lineOf }) => readDefinition(value, file, lineOf))
  if (documents.length === 0 && errors.length === 0) {
    return [failed('the file holds no segment: expected id, title and when.')]
  }
  return [...errors.map(({ line, reason }) => failed(reason, line)), ...readings]
}

function readDefinition(value: unknown, file: string | null, lineOf: Reading['lineOf']): Reading {
  const checked = checkDefinition(value, { file, lineOf })
  return checked.ok
    ? { definition: checked.value, file, lineOf, problems: [] }
    : { definition: checked.salvaged, file, lineOf, problems: checked.problems }
}

function collect(readings: readonly Reading[]): ParsedSegments {
  const known = new Map<string, Reading & { definition: SegmentDefinition }>()
  const problems: Problem[] = []
  for (const reading of readings) {
    problems.push(...reading.problems)
    const { definition, file, lineOf } = reading
    if (!definition) continue
    const first = known.get(definition.id)
    if (first) {
      const place = [first.file, first.lineOf(['id'])].filter(part => part !== null).join(':')
      const reason = `the id ${quoted(definition.id)} is taken${place && ` by ${place}`}. Choose another id.`
      problems.push({ file, line: lineOf(['id']), segment: definition.id, path: 'id', reason })
    } else {
      known.set(definition.id, { ...reading, definition })
    }
  }
  const definitions = [...known.values()].map(({ definition }) => definition)
  const locate: Locate = (segment, path) => {
    const source = known.get(segment)
    return { file: source?.file ?? null, line: source?.lineOf(path) ?? null }
  }
  if (problems.length === 0) return { ok: true, definitions, locate }
  const misread = problems.flatMap(({ segment }) => (segment === null || known.has(segment) ? [] : segment))
  return { ok: false, problems, definitions, locate, misread }
}

function refuse(file: string | null, reason: string): ParsedSegments {
  return collect([
    { file, lineOf: () => null, problems: [{ file, line: null, segment: null, path: '', reason }] },
  ])
}
