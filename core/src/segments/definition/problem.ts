/** One thing wrong with a definition, told so that its author finds and mends it. */
export interface Problem {
  /** The file as the caller named it; null for a definition that came without one. */
  readonly file: string | null
  /** Counted from 1; null where the file has no lines to tell (JSON, builder). */
  readonly line: number | null
  /** The segment's id as far as it could be read. */
  readonly segment: string | null
  /** Where in the definition, such as `when.all[1].within`. Empty for the whole. */
  readonly path: string
  /** What is expected and what to do, with the nearest valid name where there is one. */
  readonly reason: string
}

/** A value that was checked, or everything that is wrong with it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** One line for people: `segments/vip.yaml:7 · vip · when.all[1].within: expected …`. */
export function formatProblem({ file, line, segment, path, reason }: Problem): string {
  const place = file === null ? '' : line === null ? file : `${file}:${line}`
  const where = [place, segment ?? '', path].filter(part => part !== '').join(' · ')
  return where === '' ? reason : `${where}: ${reason}`
}

/** Thrown where definitions come from code and must be right: the builder, and hard-wired expressions. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.problems = problems
  }
}
