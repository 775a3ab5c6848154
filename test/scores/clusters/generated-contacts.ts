import { createRandom, type FeatureTable, type Labels } from '@esplanade/core/scores'

/** A crowd of contacts: how large beside the others, and the mean and spread of each feature. */
interface Crowd {
  readonly size: number
  readonly features: Readonly<Record<string, readonly [mean: number, spread: number]>>
}

/** Contacts drawn from crowds in random order, with the crowd that each came from. Nothing is below 0 but a trend. */
export function sampleContacts(
  seed: number,
  rows: number,
  crowds: readonly Crowd[],
): { table: FeatureTable; group: Labels } {
  const random = createRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const total = crowds.reduce((sum, { size }) => sum + size, 0)
  const names = Object.keys(crowds[0]?.features ?? {})
  const columns = names.map(() => new Float64Array(rows))
  const group: Labels = new Int32Array(rows)
  for (let row = 0; row < rows; row += 1) {
    let left = random() * total
    let chosen = 0
    while (left >= (crowds[chosen]?.size as number) && chosen < crowds.length - 1) {
      left -= crowds[chosen]?.size as number
      chosen += 1
    }
    group[row] = chosen
    const { features } = crowds[chosen] as Crowd
    names.forEach((name, c) => {
      const [mean, spread] = features[name] as [number, number]
      const value = mean + spread * normal()
      ;(columns[c] as Float64Array)[row] = name.endsWith('_trend') ? value : Math.max(0, value)
    })
  }
  return { table: { names, rows, columns }, group }
}

/** Of each cluster, the crowd that most of its rows came from and their share. */
export function groupsOf(labels: Labels, group: Labels): { most: number; purity: number }[] {
  const clusters = 1 + Math.max(...labels)
  return Array.from({ length: clusters }, (_, label) => {
    const rows = [...labels.keys()].filter(row => labels[row] === label)
    const counts = new Map<number, number>()
    for (const row of rows) counts.set(group[row] as number, (counts.get(group[row] as number) ?? 0) + 1)
    const [most = -1, count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? []
    return { most, purity: count / rows.length }
  })
}
