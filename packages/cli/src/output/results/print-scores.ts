import type { HubResults } from '@esplanade/hub'
import { counted, moment } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'
import { printHealth } from './print-health.ts'
import { missingText } from './segment-checks.ts'

type Trained = HubResults['scores-train']['trained'][number]

/** What became of each training, and of how many contacts the scores say something now. */
export function printTraining({ trained, scored }: HubResults['scores-train'], paint: Paint): string[] {
  if (trained.length + scored.held.length === 0)
    return ['The configuration asks for no scores; they go under "scores".']
  const lines = trained.flatMap(each => trainedLines(each, paint))
  const applied = scored.applied.map(
    ({ score, contacts }) => `${score}: ${counted(contacts, 'contact')} scored`,
  )
  const alarms = scored.applied.flatMap(({ health }) => health.alarms.map(plainText))
  const without = scored.untrained.map(score => `${score}: not trained, left as it was`)
  const held = scored.held.map(each => `${each.score}: left as it was; ${missingText(each)}`)
  return [...lines, '', ...applied, ...alarms, ...without, ...held]
}

function trainedLines({ score, version, role, because, card }: Trained, paint: Paint): string[] {
  const figures = Object.entries(card.metrics).map(([name, value]) => `${name} ${figure(value)}`)
  return [
    `${paint('bold', score)} version ${version}, ${role}: ${plainText(because)}`,
    ...(card.verdict.enough ? [] : [`  ${paint('yellow', plainText(card.verdict.reason))}`]),
    ...(figures.length > 0 ? [`  ${figures.join(', ')}`] : []),
    ...card.warnings.map(warning => `  ${plainText(warning)}`),
  ]
}

const figure = (value: number | null) => (value === null ? '-' : String(Number(value.toPrecision(4))))

export function printScoreList(scores: HubResults['scores-list']): string[] {
  if (scores.length === 0) return ['The configuration asks for no scores; they go under "scores".']
  const columns = [
    { title: 'score' },
    { title: 'kind' },
    { title: 'model', align: 'right' as const },
    { title: 'trained' },
    { title: 'columns' },
    { title: 'verdict' },
  ]
  return table(
    columns,
    scores.map(each => [
      each.score,
      each.kind,
      each.version === null ? '-' : String(each.version),
      moment(each.trainedAt),
      each.columns.join(', '),
      verdictText(each),
    ]),
  )
}

function verdictText({ verdict, changed, alarms }: HubResults['scores-list'][number]): string {
  if (changed) return 'changed since; train it again'
  if (alarms.length > 0) return 'train it again; see its report'
  if (verdict === null) return 'never trained'
  return verdict.enough ? 'ok' : plainText(verdict.reason)
}

/** The card as Markdown, which reads well in a terminal and better on a page, and what became of the model since. */
export const printScoreReport = (
  { markdown, health }: HubResults['scores-report'],
  paint: Paint,
): string[] => [
  ...markdown.split('\n').map(plainText),
  ...(health === null ? [] : printHealth(health, paint)),
]
