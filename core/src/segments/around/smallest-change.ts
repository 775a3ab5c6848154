import type { Part } from './explained-part.ts'

/**
 * The fewest leaves whose verdicts, turned around, turn that of the whole around: what stands between a
 * contact and a segment, or what keeps it there. Of equally small answers the first one written.
 */
export function smallestChange(part: Part, passes: (part: Part) => boolean): readonly Part[] {
  if (part.parts.length === 0) return [part]
  const { condition } = part
  const some = (wanted: boolean) =>
    fewest(part.parts.filter(each => passes(each) === wanted).map(each => smallestChange(each, passes)))
  const every = (wanted: boolean) =>
    part.parts.filter(each => passes(each) === wanted).flatMap(each => smallestChange(each, passes))
  // An `all` is lost with any one part and won only with every one that fails; `any` is the other way
  // round, and `none` is an `any` upside down.
  if ('any' in condition) return passes(part) ? every(true) : some(false)
  if ('none' in condition) return passes(part) ? some(false) : every(true)
  return passes(part) ? some(true) : every(false)
}

function fewest(choices: readonly (readonly Part[])[]): readonly Part[] {
  return choices.reduce((best, choice) => (choice.length < best.length ? choice : best), choices[0] ?? [])
}
