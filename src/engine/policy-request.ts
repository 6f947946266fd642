import type { BehaviourScore } from '../behaviour/index.js'
import type { ThreeWayChangeSet } from '../diff/index.js'
import type { DriftReport } from '../drift/index.js'
import type { AssessmentInput, AssessmentPrincipal, AssessmentRequest, AssessmentResource } from './types.js'

/** What the other rooms found out about an event, as plain JSON for the policy. */
export interface ComputedFacts {
  readonly changes?: ThreeWayChangeSet
  readonly drift?: DriftReport
  readonly behaviour?: BehaviourScore
}

/** Puts an event and what was computed about it into the request that policies are written against. */
export function policyRequest(input: AssessmentInput, facts: ComputedFacts): AssessmentRequest {
  return {
    target: input.action,
    principal: principalOf(input),
    resource: resourceOf(input.resource),
    attributes: input.attributes ?? {},
    ...facts,
    ...(input.approvals === undefined ? {} : { approvals: input.approvals }),
  }
}

function principalOf(input: AssessmentInput): AssessmentPrincipal {
  return {
    id: input.actor,
    ...(input.kind === undefined ? {} : { kind: input.kind }),
    ...(input.role === undefined ? {} : { role: input.role }),
    ...(input.intent === undefined ? {} : { intent: input.intent }),
    ...(input.onBehalfOf === undefined ? {} : { onBehalfOf: input.onBehalfOf }),
  }
}

/** Takes a name `namespace/kind/name` apart; any other name stays whole. */
export function resourceOf(id: string): AssessmentResource {
  const parts = id.split('/')
  if (parts.length !== 3 || parts.includes('')) return { id }
  return { id, namespace: parts[0]!, kind: parts[1]!, name: parts[2]! }
}
