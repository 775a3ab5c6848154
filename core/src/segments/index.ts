export * from './definition/index.ts'
export * from './plan.ts'
