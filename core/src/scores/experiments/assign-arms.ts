import type { Arm, Experiment } from './experiment.ts'

/** In the place of an arm's position: nobody writes to this contact on behalf of the experiment. */
export const HOLDOUT = 255

/**
 * The arm of every contact as a position in `experiment.arms`, or `HOLDOUT`. Nothing is stored and nothing
 * drifts: the same id, arms and contact give the same arm on every machine.
 *
 * Each arm draws a number from (experiment, arm, contact) and the smallest wait for its weight wins
 * (weighted rendezvous hashing; Thaler & Ravishankar 1998, Schindelhauer & Schomaker 2005). So a new arm
 * takes its share from all others alike and moves nobody between them, a removed arm's contacts spread over
 * the rest, and the order of arms does not matter. Renaming an arm is removing and adding.
 *
 * The holdout hangs on the segment and not on the experiment: the same people stay out of all of a segment's
 * experiments, and a larger share only adds to them. Throws for arms that cannot be drawn.
 */
export function assignArms(experiment: Experiment, segmentId: string, contactNos: Uint32Array): Uint8Array {
  const { id, arms, holdout = 0 } = experiment
  checkArms(arms)
  if (!(holdout >= 0 && holdout < 1))
    throw new RangeError(`A holdout is a share from 0 to below 1, not ${holdout}.`)
  const holdoutSalt = hashText(`holdout:${segmentId}:`)
  const salts = arms.map(arm => hashText(`arm:${id}:${arm.id}:`))
  return Uint8Array.from(contactNos, contactNo => {
    if (draw(holdoutSalt, contactNo) < holdout) return HOLDOUT
    let winner = 0
    let shortest = Number.POSITIVE_INFINITY
    for (let position = 0; position < arms.length; position += 1) {
      const wait = -Math.log(draw(salts[position] as number, contactNo)) / (arms[position]?.weight ?? 1)
      if (wait < shortest) {
        winner = position
        shortest = wait
      }
    }
    return winner
  })
}

const MAX_ARMS = 100

function checkArms(arms: readonly Arm[]) {
  const ids = new Set(arms.map(arm => arm.id))
  if (arms.length < 2 || arms.length > MAX_ARMS || ids.size < arms.length) {
    throw new RangeError(`An experiment needs 2 to ${MAX_ARMS} arms with ids of their own.`)
  }
  for (const { id, weight = 1 } of arms) {
    if (!(weight > 0 && Number.isFinite(weight))) {
      throw new RangeError(`The weight of arm \`${id}\` must be a number above 0, not ${weight}.`)
    }
  }
}

/** FNV-1a over the UTF-8 bytes, not finished yet: what follows is hashed on top of it. */
function hashText(text: string): number {
  return new TextEncoder().encode(text).reduce(addByte, 0x811c9dc5)
}

const addByte = (hash: number, byte: number) => Math.imul(hash ^ byte, 0x01000193)

/** A number in (0, 1) that looks random: the salt's hash, the digits of the number, and murmur3's finish. */
function draw(salt: number, contactNo: number): number {
  let hash = salt
  const digits = String(contactNo)
  for (let i = 0; i < digits.length; i += 1) hash = addByte(hash, digits.charCodeAt(i))
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 4_294_967_296
}
