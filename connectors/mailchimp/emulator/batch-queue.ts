import { gzipSync } from 'node:zlib'
import { md5 } from './member.ts'
import { tarOf } from './tar.ts'

/** What a caller hands over: any call of the API, its body as JSON text. */
export interface BatchOperation {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly operationId: string
}

export interface OperationAnswer {
  readonly status_code: number
  readonly operation_id: string
  /** JSON text. */
  readonly response: string
}

export interface Batch {
  readonly id: string
  readonly submittedAt: number
  readonly doneAt: number
  /** Undefined once they were carried out. */
  operations: readonly BatchOperation[] | undefined
  readonly total: number
  answers: readonly OperationAnswer[]
}

export type BatchStatus = 'pending' | 'preprocessing' | 'started' | 'finalizing' | 'finished'

/** Open batches of an account. */
const MAX_OPEN = 500
/** Operations of one request. */
export const MAX_OPERATIONS = 1_000
/** Results are kept for a week, and an address to fetch one is good for ten minutes. */
const KEPT_MS = 7 * 86_400_000
const ADDRESS_MS = 600_000
/** Batches wait behind those of others before they begin. */
const WAIT_MS = 20_000
const PER_OPERATION_MS = 20

/** What an account handed over to be done later. */
export class BatchQueue {
  readonly #batches = new Map<string, Batch>()
  readonly #now: () => number
  readonly #run: (operation: BatchOperation) => OperationAnswer
  #last = 0
  /** Operations that the next batch carries out and never mentions, from its first. */
  loseNext = 0
  /** Operations that break off inside the vendor in the next batch, from its first. */
  failNext = 0

  constructor(now: () => number, run: (operation: BatchOperation) => OperationAnswer) {
    this.#now = now
    this.#run = run
  }

  /** Undefined when too many are open. */
  submit(operations: readonly BatchOperation[]): Batch | undefined {
    this.work()
    const open = [...this.#batches.values()].filter(batch => this.statusOf(batch) !== 'finished')
    if (open.length >= MAX_OPEN) return undefined
    this.#last += 1
    const submittedAt = this.#now()
    const batch: Batch = {
      id: md5(`batch/${this.#last}`).slice(0, 10),
      submittedAt,
      doneAt: submittedAt + WAIT_MS + operations.length * PER_OPERATION_MS,
      operations,
      total: operations.length,
      answers: [],
    }
    this.#batches.set(batch.id, batch)
    return batch
  }

  all(): readonly Batch[] {
    this.work()
    return [...this.#batches.values()]
  }

  get(id: string): Batch | undefined {
    this.work()
    return this.#batches.get(id)
  }

  delete(id: string): boolean {
    return this.#batches.delete(id)
  }

  statusOf({ submittedAt, doneAt }: Batch): BatchStatus {
    const share = (this.#now() - submittedAt) / (doneAt - submittedAt)
    if (share >= 1) return 'finished'
    if (share < 0.25) return 'pending'
    if (share < 0.5) return 'preprocessing'
    return share < 0.9 ? 'started' : 'finalizing'
  }

  /** Carries out what is due, and with `all` what is not due yet. Forgets what is kept no longer. */
  work(all = false): void {
    for (const batch of this.#batches.values()) {
      const { operations } = batch
      if (this.#now() - batch.submittedAt > KEPT_MS) this.#batches.delete(batch.id)
      else if (operations && (all || this.#now() >= batch.doneAt)) {
        batch.operations = undefined
        batch.answers = operations
          .map((operation, at) => (at < this.failNext ? brokenOff(operation) : this.#run(operation)))
          .slice(this.loseNext)
        this.failNext = 0
        this.loseNext = 0
      }
    }
  }

  /** The end of the address of a result: whoever knows it may fetch it. */
  addressOf({ id }: Batch): string {
    const until = this.#now() + ADDRESS_MS
    return `${id}-${until}-${md5(`result/${id}/${until}`)}`
  }

  /** The gzipped tar behind an address; undefined once it is good no longer. */
  result(address: string): Buffer | undefined {
    const [id = '', until = ''] = address.split('-')
    const batch = this.get(id)
    if (!batch || Number(until) < this.#now() || address !== `${id}-${until}-${md5(`result/${id}/${until}`)}`)
      return undefined
    return gzipSync(tarOf(filesOf(batch.answers)))
  }
}

const brokenOff = ({ operationId }: BatchOperation): OperationAnswer => ({
  status_code: 500,
  operation_id: operationId,
  response: JSON.stringify({ title: 'Internal Server Error', status: 500, detail: 'It broke off.' }),
})

/** Answers come in several files. */
const PER_FILE = 400

function filesOf(answers: readonly OperationAnswer[]): { name: string; text: string }[] {
  const files = []
  for (let from = 0; from < answers.length; from += PER_FILE) {
    files.push({
      name: `${md5(`part/${from}`)}.json`,
      text: JSON.stringify(answers.slice(from, from + PER_FILE)),
    })
  }
  return files
}
