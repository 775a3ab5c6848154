import type { ProgressReport, Report } from '@esplanade/hub'
import type { Output } from '../world.ts'
import { count } from './figures.ts'
import { clip, type Paint, plainText } from './paint.ts'

/** What shows a request's progress. `stop` leaves the screen as plain text would. */
export interface Progress {
  readonly report: Report
  readonly stop: () => void
}

/** A terminal is drawn on at most this often; more is flicker. */
const REDRAW_AFTER_MS = 100
/** A log line for work that goes on, at most this often per task. */
const LINE_AFTER_MS = 5_000
/** More tasks than this at once are counted and not drawn. */
const MAX_LIVE_LINES = 8
const BAR_WIDTH = 20

type Now = () => number
type TaskProgress = Extract<ProgressReport, { kind: 'progress' }>

/** Progress for somebody who watches: one live line per task, finished ones above. */
export function liveProgress(output: Output, now: Now, paint: Paint): Progress {
  const tasks = new Map<string, TaskProgress>()
  let drawn = 0
  let drawnAt = Number.NEGATIVE_INFINITY

  const erase = () => {
    if (drawn > 0) output.write(`\u001b[${drawn}A\u001b[0J`)
    drawn = 0
  }
  const draw = () => {
    const lines = [...tasks.values()].slice(0, MAX_LIVE_LINES).map(task => barLine(task, paint))
    if (tasks.size > MAX_LIVE_LINES) lines.push(paint('dim', `… and ${tasks.size - MAX_LIVE_LINES} more`))
    erase()
    // A line that wraps could not be erased again.
    output.write(lines.map(line => `${clip(line, output.columns - 1)}\n`).join(''))
    drawn = lines.length
    drawnAt = now()
  }

  return {
    report(report) {
      if (report.kind === 'progress') {
        tasks.set(report.task, report)
        if (now() - drawnAt >= REDRAW_AFTER_MS) draw()
        return
      }
      if (report.kind === 'done') tasks.delete(report.task)
      erase()
      output.write(`${finalLine(report, paint)}\n`)
      draw()
    },
    stop() {
      erase()
      tasks.clear()
    },
  }
}

/** Progress for a log: a line when something is done or said, and now and then while it goes on. */
export function plainProgress(output: Output, now: Now, paint: Paint): Progress {
  const toldAt = new Map<string, number>()
  return {
    report(report) {
      if (report.kind !== 'progress') {
        if (report.kind === 'done') toldAt.delete(report.task)
        output.write(`${finalLine(report, paint)}\n`)
        return
      }
      const since = toldAt.get(report.task)
      // The first report of a task only starts its time: what ends quickly needs no line but its last.
      if (since === undefined) toldAt.set(report.task, now())
      else if (now() - since >= LINE_AFTER_MS) {
        toldAt.set(report.task, now())
        output.write(`${plainText(report.task)}: ${amount(report)}\n`)
      }
    },
    stop() {
      toldAt.clear()
    },
  }
}

function finalLine(report: Exclude<ProgressReport, TaskProgress>, paint: Paint): string {
  if (report.kind === 'note') return `${paint('cyan', 'note')} ${plainText(report.text)}`
  return `${paint('green', 'done')} ${plainText(report.task)}: ${plainText(report.text)}`
}

function barLine(task: TaskProgress, paint: Paint): string {
  const name = plainText(task.task)
  if (task.total === null || task.total <= 0) return `${paint('dim', '····')} ${name}  ${amount(task)}`
  const share = Math.min(1, task.done / task.total)
  const full = Math.round(share * BAR_WIDTH)
  const bar = paint('green', '━'.repeat(full)) + paint('dim', '━'.repeat(BAR_WIDTH - full))
  return `${String(Math.floor(share * 100)).padStart(3)} % ${bar}  ${name}  ${amount(task)}`
}

function amount({ done, total }: TaskProgress): string {
  return total === null ? count(done) : `${count(done)} of ${count(total)}`
}
