import type { StoryEvent } from './people.ts'

// What the worked examples are told with, as of 2026-04-01T12:00:00Z.
export const event = (
  type: string,
  at: string,
  properties: Record<string, string | number> = {},
): StoryEvent => ({
  type,
  at,
  ...properties,
})
export const times = (count: number, one: StoryEvent): StoryEvent[] =>
  Array.from({ length: count }, () => one)
export const bought = event('order_placed', '2026-03-20')
export const opened = event('email_opened', '2026-03-30')

export const mails = (sent: number, opens: number): StoryEvent[] =>
  Array.from({ length: sent }, (_, index) => {
    const message = `m${index}`
    return [
      event('email_sent', '2026-03-10', { message }),
      ...(index < opens ? [event('email_opened', '2026-03-11', { message })] : []),
    ]
  }).flat()
