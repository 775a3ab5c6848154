import type { HubResults } from '@esplanade/hub'
import { counted, moment } from '../figures.ts'
import { type Paint, plainText } from '../paint.ts'
import { table } from '../table.ts'

type Trained = HubResults['scores-train']['trained'][number]

/** What became of each training, and of how many contacts the scores say something now. */
export function printTraining({ trained, scored }: HubResults['scores-train'], paint: Paint): string[] {
  if (trained.length === 0) return ['The configuration asks for no scores; they go under "scores".']
  const lines = trained.flatMap(each => trainedLines(each, paint))
  const applied = scored.applied.map(
    ({ score, contacts }) => `${score}: ${counted(contacts, 'contact')} scored`,
  )
  const moved = scored.applied.flatMap(({ score, drift }) =>
    drift.map(
      ({ feature, psi }) =>
        `${score}: ${plainText(feature)} has moved since training (PSI ${psi.toFixed(2)})`,
    ),
  )
  const without = scored.untrained.map(score => `${score}: not trained, left as it was`)
  return [...lines, '', ...applied, ...moved, ...without]
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

function verdictText({ verdict, changed }: HubResults['scores-list'][number]): string {
  if (changed) return 'changed since; train it again'
  if (verdict === null) return 'never trained'
  return verdict.enough ? 'ok' : plainText(verdict.reason)
}

/** The card as Markdown, which reads well in a terminal and better on a page. */
export const printScoreReport = ({ markdown }: HubResults['scores-report']): string[] =>
  markdown.split('\n').map(plainText)
