/**
 * What the command's exit codes mean: the one place that says so. `--help` and docs/cli.md print this
 * table, and a script may rely on it.
 */
export const EXIT_CODES = {
  ok: { code: 0, means: 'Done.' },
  unexpected: { code: 1, means: 'Something unforeseen failed; `--debug` shows where.' },
  usage: { code: 2, means: 'The command line, a file named on it or its column mapping is wrong.' },
  configuration: { code: 3, means: 'The configuration, a segment definition or the `.env` file is wrong.' },
  store: { code: 4, means: 'The store cannot be used: held by another program, full, read-only or damaged.' },
  connection: {
    code: 5,
    means: 'A vendor could not be reached or refused the key, or `doctor` found a problem.',
  },
  partial: { code: 6, means: 'Done, except for rows that were rejected or are still open.' },
  braked: { code: 7, means: 'The brake held a target back; look at `plan`, then add `--confirm`.' },
  unmet: {
    code: 8,
    means:
      'Done, and a check failed: segments declared disjoint share contacts, a segment, field or score is held because what it needs is not fresh or in a currency without a rate, a segment test fails, or `scores train` or `scores report` finds that a model has drifted or its chances did not come true.',
  },
  interrupted: { code: 130, means: 'Stopped by Ctrl-C; the same command goes on from there.' },
} as const satisfies Record<string, { code: number; means: string }>

export type ExitReason = keyof typeof EXIT_CODES

/** The table as aligned lines, for `--help`. */
export function exitCodeLines(): string[] {
  return Object.values(EXIT_CODES).map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`)
}
