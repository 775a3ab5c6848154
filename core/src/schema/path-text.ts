/** Steps from a value to a part of it. */
export type Path = readonly (string | number)[]

/** Writes `['when', 'all', 1]` as `when.all[1]`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  )
}
