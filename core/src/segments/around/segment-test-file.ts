import { complaints } from '../../schema/complaints.ts'
import type { Instant, Value } from '../../schema/index.ts'
import { parseDuration } from '../../schema/index.ts'
import type { Path } from '../../schema/path-text.ts'
import { pathText } from '../../schema/path-text.ts'
import { hostileShape } from '../definition/hostile-shape.ts'
import { MAX_FILE_LENGTH } from '../definition/limits.ts'
import type { SegmentFile } from '../definition/parse-segments.ts'
import type { Checked, Problem } from '../definition/problem.ts'
import type { RosterCondition } from '../definition/roster-condition.ts'
import { readYaml } from '../definition/yaml-documents.ts'
import { checkTestNames, type TestScope } from './segment-test-names.ts'
import { type WrittenCase, writtenCaseSchema } from './segment-test-schema.ts'

/** One document of a test file: people, and which segments they are meant to be in. */
export interface SegmentTestCase {
  readonly file: string
  readonly asOf: Instant
  readonly people: readonly SamplePerson[]
  readonly expectations: readonly Expectation[]
}

interface SamplePerson {
  readonly name: string
  readonly attributes: Readonly<Record<string, Value>>
  readonly events: readonly {
    readonly type: string
    readonly at: number
    readonly properties: Readonly<Record<string, Value>>
  }[]
  /** Rules about consent, tags and lists that the person passes. */
  readonly passes: readonly RosterCondition[]
}

export interface Expectation {
  readonly line: number
  readonly segment: string
  readonly person: string
  readonly member: boolean
}

/** Reads test files, any number of documents in each. Gives all problems of all files at once. */
export function parseSegmentTests(
  files: readonly SegmentFile[],
  scope: TestScope,
): Checked<readonly SegmentTestCase[]> {
  const problems: Problem[] = []
  const cases: SegmentTestCase[] = []
  for (const { file, text } of files) {
    const refuse = (line: number | null, path: Path, reason: string) => {
      problems.push({ file, line, segment: null, path: pathText(path), reason })
    }
    if (text.length > MAX_FILE_LENGTH) {
      refuse(null, [], `too long: expected at most ${MAX_FILE_LENGTH} characters. Split the file.`)
      continue
    }
    const { documents, errors } = readYaml(text)
    for (const { line, reason } of errors) refuse(line, [], reason)
    for (const { value, lineOf } of documents) {
      const report = (path: Path, reason: string) => refuse(lineOf(path), path, reason)
      const hostile = hostileShape(value)
      if (hostile) {
        report([], hostile)
        continue
      }
      const parsed = writtenCaseSchema.safeParse(value, { reportInput: true })
      if (!parsed.success) {
        for (const { path, reason } of complaints(parsed.error.issues)) report(path, reason)
        continue
      }
      checkTestNames(parsed.data, scope, report)
      cases.push(caseOf(parsed.data, file, lineOf))
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: cases }
}

function caseOf(written: WrittenCase, file: string, lineOf: (path: Path) => number): SegmentTestCase {
  const people = Object.entries(written.given).map(
    ([name, person]): SamplePerson => ({
      name,
      attributes: person?.attributes ?? {},
      passes: person?.passes ?? [],
      events: (person?.events ?? []).flatMap(({ event, ago, at, times, with: properties }) => {
        const when = at ?? written.as_of - (parseDuration(ago ?? '') ?? 0)
        return Array.from({ length: times }, () => ({ type: event, at: when, properties }))
      }),
    }),
  )
  const expectations = Object.entries(written.expect).flatMap(([segment, lists]) =>
    (['in', 'not_in'] as const).flatMap(list =>
      lists[list].map((person, index): Expectation => {
        const line = lineOf(['expect', segment, list, index])
        return { line, segment, person, member: list === 'in' }
      }),
    ),
  )
  return { file, asOf: written.as_of, people, expectations }
}
