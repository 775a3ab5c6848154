import type { ProgressReport } from '@esplanade/hub'

/** Tells people what the demo is doing, line by line. */
export interface Narrator {
  line(text?: string): void
  heading(text: string): void
  /** Shows progress of a running request in place on a terminal, and nothing of it elsewhere. */
  readonly progress: (report: ProgressReport) => void
}

/** Where lines go; a part of `process.stdout` and `process.stderr`. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

const CLEAR_LINE = '\r\u001b[2K'
const DEFAULT_COLUMNS = 80

export function narrateTo(output: Output): Narrator {
  const running = new Map<string, string>()
  let shown = false
  const clear = () => {
    if (shown) output.write(CLEAR_LINE)
    shown = false
  }
  const line = (text = '') => {
    clear()
    output.write(`${text}\n`)
  }
  return {
    line,
    heading: text => {
      line()
      line(text)
    },
    progress: report => {
      if (report.kind === 'note') line(`  ${report.text}`)
      else if (report.kind === 'done') running.delete(report.task)
      else running.set(report.task, progressText(report))
      if (!output.isTTY) return
      clear()
      if (running.size === 0) return
      output.write([...running.values()].join(' · ').slice(0, (output.columns ?? DEFAULT_COLUMNS) - 1))
      shown = true
    },
  }
}

const progressText = ({ task, done, total }: Extract<ProgressReport, { kind: 'progress' }>): string =>
  total === null ? `${task} ${count(done)}` : `${task} ${count(done)}/${count(total)}`

/** 12345 as 12,345, whatever the machine's language. */
export const count = (n: number): string => n.toLocaleString('en-US')
