import { describe } from 'vitest'
import { describeAttributeStories } from './attribute-stories.ts'
import { describeCalendarStories } from './calendar-stories.ts'
import { describeDateStories } from './date-stories.ts'
import { describeEventStories } from './event-stories.ts'
import { describeFigureStories } from './figure-stories.ts'
import { describeOrderStories } from './order-stories.ts'
import { describeRankStories } from './rank-stories.ts'
import { describeRosterStories } from './roster-stories.ts'
import type { StoryTeller } from './story-teller.ts'
import { describeWorkedExamples } from './worked-examples.ts'
import { describeWorkedExamplesInOrder } from './worked-examples-in-order.ts'

/** What docs/segments.md promises, told of people whose membership was worked out by hand. Every engine runs it. */
export function describeStories(name: string, teller: StoryTeller): void {
  describe(name, () => {
    describeAttributeStories(teller)
    describeDateStories(teller)
    describeEventStories(teller)
    describeCalendarStories(teller)
    describeFigureStories(teller)
    describeOrderStories(teller)
    describeRankStories(teller)
    describeRosterStories(teller)
  })
}

/** The worked examples of the requirements, by their numbers, as the files of docs/examples/segments say them. */
export function describeExamples(name: string, teller: StoryTeller): void {
  describe(name, () => {
    describeWorkedExamples(teller)
    describeWorkedExamplesInOrder(teller)
  })
}
