/** Connections named on the command line, as a request has them: none named means all. */
export function chosen(connections: readonly string[]): { connections?: string[] } {
  return connections.length === 0 ? {} : { connections: [...connections] }
}

export const CONNECTIONS_ARGUMENT = [
  '[connections...]',
  'ids of connections as the configuration names them (default: all)',
] as const

export const CONFIRM_OPTION = [
  '--confirm',
  'go on past the brake: remove more than it lets pass unseen',
] as const
