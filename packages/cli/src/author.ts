/**
 * Who new versions of segments are put down to: `ESPLANADE_AUTHOR` where it is set, as a CI job will,
 * else the user of this session; unnamed where neither is known.
 */
export function author({ environment }: { environment: Readonly<Record<string, string | undefined>> }): {
  author?: string
} {
  const name = ['ESPLANADE_AUTHOR', 'USER', 'LOGNAME'].map(key => environment[key]?.trim()).find(Boolean)
  return name === undefined ? {} : { author: name.slice(0, MAX_LENGTH) }
}

const MAX_LENGTH = 200
