import { countOfLooks } from '../experiments/index.ts'
import type { ExperimentDefinition } from './experiment-score.ts'
import type { ModelCard } from './model-card.ts'
import type { ScoreContext } from './score-kind.ts'

/** The plan of an experiment, as it was fixed before the first figure was seen. */
export function experimentCard(
  { name, now, firstEventAt, seed }: ScoreContext,
  definition: ExperimentDefinition,
): ModelCard {
  const { segments, arms, holdout = 0, from, within, metrics, contactsPerArm, looks = 1 } = definition
  return {
    score: name,
    kind: 'experiment',
    trainedAt: now,
    seed,
    data: { from: firstEventAt, until: now },
    contacts: 0,
    features: Object.keys(metrics),
    verdict: { enough: true },
    metrics: { contacts_per_arm: contactsPerArm, looks: countOfLooks({ looks }), holdout },
    warnings: [],
    tables: [
      {
        title: 'Plan',
        columns: ['', ''],
        rows: [
          ['segments', segments.join(', ')],
          ['begins', from],
          ['time to act', within],
          ...(typeof looks === 'number' ? [] : [['looks at', looks.join(', ')]]),
        ],
      },
      {
        title: 'Arms, the control first',
        columns: ['arm', 'weight'],
        rows: arms.map(({ id, weight = 1 }) => [id, weight]),
      },
    ],
  }
}
