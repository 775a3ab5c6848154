import type { EvaluateResult, ListedSegment, PreviewResult, SegmentSummary } from '@esplanade/hub'
import { count, counted, moment, percent } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'
import { heldText, violationLines, warningText } from './segment-checks.ts'

export function printSegments(segments: readonly SegmentSummary[]): string[] {
  if (segments.length === 0) return ['No segment is defined; write one in the segments folder.']
  return table(
    [
      { title: 'segment' },
      { title: 'title' },
      { title: 'members', align: 'right' },
      { title: 'version', align: 'right' },
      { title: 'evaluated' },
    ],
    segments.map(each => [
      each.id,
      plainText(each.title),
      count(each.members),
      String(each.version),
      moment(each.evaluatedAt),
    ]),
  )
}

/** The same, with what is worth knowing about them below; what two segments share is told once. */
export function printListedSegments(segments: readonly ListedSegment[], paint: Paint): string[] {
  const warnings = new Set(segments.flatMap(each => each.warnings.map(warningText)))
  return [
    ...printSegments(segments),
    ...(warnings.size === 0
      ? []
      : ['', ...[...warnings].map(text => `${paint('yellow', 'warning')} ${text}`)]),
  ]
}

export function printEvaluation(result: EvaluateResult, paint: Paint): string[] {
  const rows = result.segments.map(each => [
    each.id,
    count(each.members),
    each.entered === 0 ? '·' : paint('green', `+${count(each.entered)}`),
    each.left === 0 ? '·' : paint('red', `-${count(each.left)}`),
  ])
  const numbers = ['members', 'entered', 'left'].map(title => ({ title, align: 'right' as const }))
  const counts = `${counted(result.segments.length, 'segment')} of ${counted(result.contacts, 'contact')}`
  return [
    ...table([{ title: 'segment' }, ...numbers], rows),
    '',
    `${counts}, as of ${moment(result.asOf)} UTC.`,
    computedText(result.computed),
    ...result.warnings.map(warning => `${paint('yellow', 'warning')} ${warningText(warning)}`),
    ...result.held.map(each => `${paint('yellow', 'held')} ${heldText(each)}`),
    ...violationLines(result.violations, paint),
  ]
}

function computedText({ mode, reason, touched, verified, queries }: EvaluateResult['computed']): string {
  const asked = queries.length === 0 ? '' : ` Not incremental, asked by a query: ${queries.join(', ')}.`
  const proof = `${verified ? ' A full evaluation beside named the same members.' : ''}${asked}`
  if (mode === 'full') return `Evaluated in full: ${reason}.${proof}`
  return `Brought up to date: ${counted(touched ?? 0, 'contact')} decided anew.${proof}`
}

export function printPreview(preview: PreviewResult, paint: Paint): string[] {
  const size = `${counted(preview.members, 'member')}, ${percent(preview.share)} of all contacts`
  return [
    `${paint('bold', plainText(preview.title))} (${preview.id})`,
    `${size}; ${count(preview.mailable)} can be mailed, ${percent(preview.mailableShare)} of them.`,
    ...preview.samples.flatMap(sample => [
      '',
      `contact ${sample.contact}  ${sample.identities.map(plainText).join(', ')}`,
      ...Object.entries(sample.attributes).map(([name, value]) => `  ${name}: ${shown(value)}`),
    ]),
  ]
}

function shown(value: unknown): string {
  return plainText(typeof value === 'string' ? value : (JSON.stringify(value) ?? '-'))
}
