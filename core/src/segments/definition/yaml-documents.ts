import { type Document, isMap, isNode, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import type { Path } from '../../schema/path-text.ts'
import { NESTED_TOO_DEEPLY } from './hostile-shape.ts'

/** A YAML document as plain values, with the way back to the lines it was written on. */
export interface YamlDocument {
  readonly value: unknown
  /** The line of the deepest part of `path` that exists. */
  readonly lineOf: (path: Path) => number
}

export interface YamlError {
  readonly line: number | null
  readonly reason: string
}

/**
 * Reads every document of a YAML text. Aliases are refused: the stored form is JSON, which has
 * none, and a few lines of them can stand for gigabytes.
 */
export function readYaml(text: string): { documents: YamlDocument[]; errors: YamlError[] } {
  const lines = new LineCounter()
  const documents: YamlDocument[] = []
  const errors: YamlError[] = []
  for (const document of compose(text, lines, errors)) {
    for (const error of [...document.errors, ...document.warnings]) {
      errors.push({ line: error.linePos?.[0].line ?? null, reason: syntaxReason(error.message) })
    }
    if (document.errors.length > 0 || document.contents === null) continue
    try {
      const value: unknown = document.toJS({ maxAliasCount: 0 })
      if (value !== null) documents.push({ value, lineOf: path => lineOf(document, lines, path) })
    } catch (error) {
      errors.push(unreadable(error, lineOf(document, lines, [])))
    }
  }
  return { documents, errors: distinct(errors) }
}

/** The composer recurses into nested nodes, so text nested without bound ends in a `RangeError`. */
function compose(text: string, lineCounter: LineCounter, errors: YamlError[]): Document.Parsed[] {
  try {
    const documents = parseAllDocuments(text, { lineCounter, prettyErrors: true, logLevel: 'silent' })
    return 'empty' in documents ? [] : documents
  } catch (error) {
    errors.push(unreadable(error, null))
    return []
  }
}

function unreadable(error: unknown, line: number | null): YamlError {
  if (error instanceof RangeError) return { line, reason: NESTED_TOO_DEEPLY }
  if (error instanceof ReferenceError) {
    return {
      line,
      reason: 'aliases (*name) are not used in segment files: write the part out, or refer to a segment.',
    }
  }
  throw error
}

function lineOf(document: Document.Parsed, lines: LineCounter, path: Path): number {
  let node: unknown = document.contents
  let offset = document.contents?.range[0] ?? document.range[0]
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(item => isNode(item.key) && String(item.key) === String(step))
      if (!pair) break
      offset = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
      if (node === undefined) break
      offset = (isNode(node) ? node.range?.[0] : undefined) ?? offset
    } else break
  }
  return lines.linePos(offset).line
}

/** The library adds the place and an excerpt of the file after the first line, and reports a full stack in its own way. */
function syntaxReason(message: string): string {
  if (message.includes('call stack')) return NESTED_TOO_DEEPLY
  return (message.split('\n')[0] ?? '').replace(/ at line \d+.*$/, '.')
}

/** One broken bracket can be reported thousands of times; once a line is enough. */
function distinct(errors: readonly YamlError[]): YamlError[] {
  return [...new Map(errors.map(error => [`${error.line} ${error.reason}`, error])).values()]
}
