import { parentPort, workerData } from 'node:worker_threads'
import { type KMeans, type KMeansOptions, shiftLimit } from './k-means.ts'
import { kMeansStart } from './k-means-start.ts'
import type { Points } from './points.ts'

/** What one thread computes: starts `first`, `first + every`, `first + 2 · every`, … */
export interface StartsWanted {
  readonly points: Points
  readonly options: KMeansOptions
  readonly first: number
  readonly every: number
}

/** The best of a thread's starts with its number. */
export interface StartsDone {
  readonly best: KMeans
  readonly start: number
}

const { points, options, first, every } = workerData as StartsWanted
const limit = shiftLimit(points, options)
let done: StartsDone = { best: kMeansStart(points, options, first, limit), start: first }
for (let start = first + every; start < options.starts; start += every) {
  const best = kMeansStart(points, options, start, limit)
  if (best.inertia < done.best.inertia) done = { best, start }
}
parentPort?.postMessage(done)
