/** `12,345`: the same on every machine, whatever its locale. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `1 row`, `2 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** Minutes as people say them: `under a minute`, `12 min`, `3 h 20 min`. */
export function duration(minutes: number): string {
  const whole = Math.ceil(minutes)
  if (minutes < 1) return 'under a minute'
  if (whole < 60) return `${whole} min`
  const rest = whole % 60
  return `${Math.floor(whole / 60)} h${rest === 0 ? '' : ` ${rest} min`}`
}

/** `2026-03-01 12:30`, in UTC; a dash where there is none. */
export function moment(at: string | number | null): string {
  if (at === null) return '-'
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString().slice(0, 16).replace('T', ' ')
}
