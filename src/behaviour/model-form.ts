import type { BinaryForm } from '../hash/index.js'
import type { BehaviourLimits } from './types.js'

/** The binary form of a model; docs/behaviour.md describes it. */
export const MODEL_FORM: BinaryForm = { magic: 'KLBM', version: 1, code: 'behaviour/invalid-bytes' }

/** Limits in the order in which they are written. */
export const NUMBERED_LIMITS: readonly (keyof BehaviourLimits)[] = [
  'actors',
  'peerGroups',
  'actorValues',
  'peerValues',
  'attributeFields',
  'attributes',
  'rememberedEvents',
  'textLength',
]

/** The binary form of what a shard has learnt in one day. */
export const DAY_FORM: BinaryForm = { magic: 'KLBD', version: 1, code: 'behaviour/invalid-bytes' }
