export { measurePull, type PullFigures, type PullToMeasure } from './measure-pull.ts'
export { measurePush, type PushPace, type PushToMeasure } from './measure-push.ts'
