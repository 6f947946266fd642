export { createBehaviourModel } from './behaviour-model.js'
export type * from './types.js'
