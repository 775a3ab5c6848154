import { Worker } from 'node:worker_threads'
import { checkKMeans, type KMeans, type KMeansOptions } from './k-means.ts'
import type { StartsDone, StartsWanted } from './k-means-worker.ts'
import type { Points } from './points.ts'

/** Beyond this many threads the machine waits for memory, which they share. */
const MOST_THREADS = 16

/** Sources are run as they are, and the published package as JavaScript; the worker lies beside this file in both. */
const WORKER = new URL(`./k-means-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/**
 * The same result as `kMeans`, to the byte, with the starts spread over worker threads that read one
 * copy of the points. Worth it from about a second of work. Rejects when a thread fails.
 */
export async function kMeansInThreads(
  points: Points,
  options: KMeansOptions,
  threads: number,
): Promise<KMeans> {
  checkKMeans(points, options)
  const count = Math.max(1, Math.min(Math.floor(threads), options.starts, MOST_THREADS))
  const shared = new Float64Array(new SharedArrayBuffer(points.values.byteLength))
  shared.set(points.values)
  const parts = Array.from({ length: count }, (_, thread) =>
    bestOf({ points: { ...points, values: shared }, options, first: thread, every: count }),
  )
  const done = await Promise.all(parts)
  // Equal starts are settled by their number, as one thread after the other would have.
  done.sort((a, b) => a.best.inertia - b.best.inertia || a.start - b.start)
  return (done[0] as StartsDone).best
}

function bestOf(wanted: StartsWanted): Promise<StartsDone> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: wanted })
    worker.once('message', resolve)
    worker.once('error', reject)
    // After a message this is one call too many on a settled promise, which does nothing.
    worker.once('exit', code => {
      reject(new Error(`A k-means thread ended with code ${code} before it had a result; run it again.`))
    })
  })
}
