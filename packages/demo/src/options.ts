import { parseArgs } from 'node:util'
import { MAX_PEOPLE } from './shop/generate-shop.ts'

export interface DemoOptions {
  readonly contacts: number
  readonly seed: number
  readonly json: boolean
  /** Folder in which the store stays after the demo; null for a temporary one. */
  readonly keep: string | null
}

export type CommandLine =
  | { readonly kind: 'run'; readonly options: DemoOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }

const DEFAULT_CONTACTS = 10_000
const DEFAULT_SEED = 1
const MAX_SEED = 4_294_967_295

export const HELP = `Runs Esplanade against a made-up shop: three emulated vendors, one hub, two days.

Usage: npx -y pnpm@12 demo [options]

  --contacts N   people in the shop (default ${DEFAULT_CONTACTS})
  --seed N       makes another shop; the same seed makes the same one (default ${DEFAULT_SEED})
  --keep DIR     keeps the hub's store in DIR and says how to look at it
  --json         prints one JSON object as the last line; everything else goes to stderr
  --help         prints this

Nothing leaves this machine. Exit code 0: the vendors hold exactly what was wanted; 1: they do not,
and the first differences are listed; 2: the options make no sense.
`

/** Reads the demo's own options. Says what is wrong with them rather than throwing. */
export function readCommandLine(args: readonly string[]): CommandLine {
  // "pnpm demo -- --json" hands the separator through.
  const own = args[0] === '--' ? args.slice(1) : args
  let values: ReturnType<typeof parse>
  try {
    values = parse(own)
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'wrong', message: error.message }
    throw error
  }
  if (values.help) return { kind: 'help' }
  const contacts = wholeNumber(values.contacts, DEFAULT_CONTACTS)
  const seed = wholeNumber(values.seed, DEFAULT_SEED)
  if (contacts === undefined || contacts < 1 || contacts > MAX_PEOPLE) {
    return { kind: 'wrong', message: `--contacts expects a number from 1 to ${MAX_PEOPLE}.` }
  }
  if (seed === undefined || seed > MAX_SEED) {
    return { kind: 'wrong', message: `--seed expects a whole number from 0 to ${MAX_SEED}.` }
  }
  return { kind: 'run', options: { contacts, seed, json: values.json ?? false, keep: values.keep ?? null } }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      contacts: { type: 'string' },
      seed: { type: 'string' },
      keep: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values
}

const wholeNumber = (text: string | undefined, otherwise: number): number | undefined => {
  if (text === undefined) return otherwise
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined
}
