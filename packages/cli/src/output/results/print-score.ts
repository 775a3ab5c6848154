import type { Score } from '@esplanade/connector-kit/conformance'
import { clip, type Paint, plainText } from '../paint.ts'

/** The words of a broken guarantee; the whole of them is in the answer with `--json`. */
const MESSAGE_COLUMNS = 300

export function printScores(scores: readonly Score[], paint: Paint, brokenOnly: boolean): string[] {
  return scores.flatMap((score, at) => [...(at === 0 ? [] : ['']), ...printScore(score, paint, brokenOnly)])
}

function printScore(score: Score, paint: Paint, brokenOnly: boolean): string[] {
  const { title, guarantees, kept, broken, leftOut } = score
  const lines = guarantees.flatMap(guarantee => {
    const { name } = guarantee
    switch (guarantee.result) {
      case 'kept':
        return brokenOnly ? [] : [`${paint('green', 'kept    ')} ${name}`]
      case 'left-out':
        return brokenOnly
          ? []
          : [`${paint('dim', 'left out')} ${name}`, `         ${plainText(guarantee.reason)}`]
      case 'broken':
        return [
          `${paint('red', 'broken  ')} ${name}`,
          `         ${clip(plainText(guarantee.message), MESSAGE_COLUMNS)}`,
        ]
      default:
        throw new Error(`Unhandled result: ${guarantee satisfies never}`)
    }
  })
  const others = [broken > 0 ? `${broken} broken` : '', leftOut > 0 ? `${leftOut} left out` : ''].filter(
    Boolean,
  )
  const summary = `${paint('bold', title)} keeps ${kept} of ${guarantees.length} guarantees${others.length === 0 ? '' : `; ${others.join(', ')}`}.`
  return [...lines, summary]
}
