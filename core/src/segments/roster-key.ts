import type { RosterQuestion } from './plan.ts'

/** The text by which equal rosters are known as one, whatever order their keys were written in. */
export function rosterKey(question: RosterQuestion): string {
  switch (question.kind) {
    case 'consent':
      return JSON.stringify([question.kind, question.channel, question.topic, question.is])
    case 'target':
      return JSON.stringify([question.kind, question.connection, question.container, question.target])
    case 'query':
      return JSON.stringify([question.kind, question.engine, question.text])
    default:
      throw new Error(`Unhandled roster: ${JSON.stringify(question satisfies never)}`)
  }
}
