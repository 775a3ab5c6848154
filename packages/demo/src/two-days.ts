import { type Clock, days } from '@esplanade/core/schema'
import type { Hub } from '@esplanade/hub'
import { type ConnectionResult, type DemoResult, noFindings } from './demo-result.ts'
import { count, type Narrator } from './report/narrator.ts'
import { evaluateLines, findingLines, planLines, pullLines, pushLines } from './report/sync-lines.ts'
import { dayLines } from './report/world-lines.ts'
import { liveADay } from './shop/live-a-day.ts'
import { ESPS, type Esp } from './shop/person.ts'
import {
  appliedRows,
  ofConnection,
  pulledRows,
  type SyncListener,
  type SyncRound,
  syncOnce,
} from './sync-once.ts'
import { CONNECTION_OF } from './targets.ts'
import { tellTruth } from './truth/tell-truth.ts'
import { rowsChangedByTime } from './verify/changed-by-time.ts'
import type { World } from './world.ts'

/** Syncs, syncs again, lets a day pass and syncs a third time; looks past the hub after each. */
export async function liveTwoDays(
  hub: Hub,
  world: World,
  narrator: Narrator,
): Promise<Omit<DemoResult, 'seconds' | 'peakMb'>> {
  narrator.heading('Day 1: the first sync')
  const first = await syncOnce(hub, world, aloud(narrator, world.clock))
  for (const text of findingLines(first.findings)) narrator.line(text)
  const connections = ESPS.map(esp => connectionResult(esp, first, world))

  narrator.heading('The same world again: there should be nothing to do')
  const repeated = await syncOnce(hub, world, quiet(narrator))
  const rewrites = rewritten(world, first, repeated)
  narrator.line(rewrites.text)
  for (const text of findingLines(repeated.findings)) narrator.line(text)

  narrator.heading('Day 2: a day passes at the shop')
  const day = liveADay(world.shop)
  world.clock.advance(days(1))
  for (const account of world.accounts) account.live(day)
  for (const text of dayLines(world.shop, day)) narrator.line(text)
  const second = await syncOnce(hub, world, aloud(narrator, world.clock))
  for (const text of findingLines(second.findings)) narrator.line(text)

  const status = await hub.run({ command: 'status' })
  return {
    contacts: status.contacts,
    identities: status.identities,
    events: Object.values(status.events).reduce((sum, events) => sum + events, 0),
    segments: second.evaluate.segments.map(({ id, members }) => ({ id, members })),
    connections,
    secondSync: {
      changedContacts: second.push.connections.reduce((sum, { changed }) => sum + changed, 0),
      requests: [...second.pull.connections, ...second.push.connections].reduce(
        (sum, { requests }) => sum + requests,
        0,
      ),
      applied: appliedRows(second.push),
      mismatches: second.findings.mismatches.length,
    },
    verified: rewrites.ok && [first, repeated, second].every(({ findings }) => noFindings(findings)),
  }
}

/** Whether the second of two syncs of one world wrote nothing but what the passing of time itself asks for. */
function rewritten(world: World, first: SyncRound, again: SyncRound): { ok: boolean; text: string } {
  const written = appliedRows(again.push)
  const due =
    written === 0
      ? 0
      : rowsChangedByTime(tellTruth(world.shop, first.asOf), tellTruth(world.shop, again.asOf))
  if (written !== due)
    return { ok: false, text: `  ✗ ${count(written)} rows were written, ${count(due)} were due` }
  const text =
    written === 0 ? 'nothing was written' : `only what the passing minute changed was written (${written})`
  return { ok: true, text: `  ✓ ${text}` }
}

/** Requests and throttled answers as the vendor counted them. */
function connectionResult(esp: Esp, { pull, push, findings }: SyncRound, world: World): ConnectionResult {
  const pulled = ofConnection(pull.connections, esp)
  const pushed = ofConnection(push.connections, esp)
  const journal = world.accounts.find(account => account.esp === esp)?.journal
  return {
    id: CONNECTION_OF[esp],
    connector: esp,
    pulled: pulled ? pulledRows(pulled) : 0,
    requests: journal?.requests ?? 0,
    applied: (pushed?.applied ?? 0) + (pushed?.accepted ?? 0),
    rejected: pushed?.rejected ?? 0,
    throttled: journal?.throttled ?? 0,
    mismatches: findings.mismatches.filter(mismatch => mismatch.esp === esp).length,
  }
}

function aloud(narrator: Narrator, clock: Clock): SyncListener {
  let since = clock.now()
  const tell = (title: string, lines: readonly string[]) => {
    const now = clock.now()
    narrator.line(`${title} (${((now - since) / 1_000).toFixed(1)} s)`)
    for (const text of lines) narrator.line(text)
    since = now
  }
  return {
    report: narrator.progress,
    pulled: pull => tell('Pulled', pullLines(pull)),
    evaluated: evaluate => tell(`Evaluated ${count(evaluate.contacts)} contacts`, evaluateLines(evaluate)),
    planned: plan => tell('Planned', planLines(plan)),
    pushed: push => tell('Pushed', pushLines(push)),
  }
}

const quiet = (narrator: Narrator): SyncListener => ({
  report: narrator.progress,
  pulled: () => {},
  evaluated: () => {},
  planned: () => {},
  pushed: () => {},
})
