import { forecast } from '@esplanade/connector-kit'
import type { Brake } from '../config.ts'
import type { PlannedTarget } from '../result.ts'
import type { PlannedPush } from './planned.ts'
import type { DraftPush } from './target-plan.ts'

/** Counts a target's changes, forecasts its requests, and says whether the brake holds it. */
export function summarise(draft: DraftPush, brake: Brake): PlannedPush {
  const { connection, key, operation, rows, current, unchanged, refused, waiting = 0 } = draft
  const removals = rows.filter(({ row }) => 'action' in row && row.action === 'remove').length
  const additions = operation === 'members' ? rows.length - removals : 0
  const { maxRows, route } = connection.connector.operations[operation]
  const requests =
    Math.ceil(additions / maxRows) +
    Math.ceil(removals / maxRows) +
    (operation === 'members' ? 0 : Math.ceil(rows.length / maxRows))
  const summary: PlannedTarget = {
    connection: connection.id,
    container: key.container,
    target: key.target,
    current,
    add: additions,
    change: operation === 'members' ? 0 : rows.length,
    remove: removals,
    unchanged: unchanged - (operation === 'members' ? 0 : waiting),
    refused: waiting === 0 ? refused : { ...refused, 'waiting-in-dead-letter': waiting },
    requests,
    minutes: minutes(forecast(new Map([[route, requests]]), connection.limits)),
    braked: brakeWords(removals, current, key.target, brake),
  }
  const { current: _current, unchanged: _unchanged, refused: _refused, waiting: _waiting, ...push } = draft
  return { ...push, summary }
}

function brakeWords(removals: number, current: number, target: string, brake: Brake): string | null {
  if (removals <= brake.rows || removals <= current * brake.share) return null
  const percent = Math.round((100 * removals) / current)
  return `${removals} of ${current} members would leave ${target} (${percent} %, the brake is at ${Math.round(100 * brake.share)} % and ${brake.rows} rows); look at the plan, then push with --confirm.`
}

const minutes = (ms: number): number => Math.round(ms / 6_000) / 10
