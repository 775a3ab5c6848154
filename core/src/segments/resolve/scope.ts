import type { Catalog, SegmentId } from '../../schema/index.ts'
import { didYouMean, quoted } from '../../schema/nearest-name.ts'
import type { Path } from '../../schema/path-text.ts'
import type { PropertyRef } from '../plan.ts'
import type { Report } from './resolve-test.ts'

/** What names can refer to, and where problems go. */
export interface Scope {
  readonly catalog: Catalog
  readonly segments: ReadonlySet<string>
  readonly report: Report
}

export function resolveAttribute(
  name: string,
  path: Path,
  { catalog, report }: Scope,
): PropertyRef | undefined {
  const type = catalog.attributes.get(name)
  if (type !== undefined) return { name, type }
  report(path, `no attribute is called ${quoted(name)}.${didYouMean(name, catalog.attributes.keys())}`)
  return undefined
}

export function resolveSegmentName(
  name: string,
  path: Path,
  { segments, report }: Scope,
): SegmentId | undefined {
  if (segments.has(name)) return name as SegmentId
  report(path, `no segment has the id ${quoted(name)}.${didYouMean(name, segments)}`)
  return undefined
}
