import { type Actor, clientOf, networkOf } from './actors.js'
import { type Approved, type Quorum, recordApprovals } from './approvals.js'
import { DAY, START } from './calendar.js'
import type { Channel, DraftEvent, PlantedLabel } from './event.js'
import { hashText, type Random } from './random.js'
import { type Environment, nameOf, placeOf, type Step, type Workflow } from './workflows.js'

/** A change request, or an incident, that the work is done for. */
export interface Ticket {
  readonly kind: 'change' | 'incident'
  readonly number: number
}

/** What one event says beyond who, what and when. */
export interface EventDetails {
  readonly channel: Channel
  /** Machines that never stop have none. */
  readonly session?: string
  readonly intent?: string
  readonly ticket?: Ticket
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
  readonly approval?: { readonly quorum: Quorum; readonly approved: Approved; readonly author?: string }
  readonly planted?: PlantedLabel
}

/** Quorums that the request itself declares; role changes and secrets are known by their action. */
const CHANGE_RISKS: ReadonlySet<Quorum> = new Set<Quorum>(['routine', 'modelPromotion', 'customerData'])

/** A resource as `namespace/Kind/name` with the environment that it belongs to. */
export interface Target {
  readonly namespace: string
  readonly environment: string
  readonly kind: string
  readonly name: string
}

export function targetOf(kind: string, environment: Environment, workload: string): Target {
  return { ...placeOf(kind, environment), kind, name: nameOf(kind, workload) }
}

export function draftEvent(
  random: Random,
  actor: Actor,
  at: number,
  action: string,
  target: Target,
  details: EventDetails,
): DraftEvent {
  const day = Math.floor((at - START) / DAY)
  const { approval } = details
  return {
    at,
    actor: actor.id,
    kind: actor.kind,
    role: actor.role,
    ...(details.intent === undefined ? {} : { intent: details.intent }),
    action,
    resource: `${target.namespace}/${target.kind}/${target.name}`,
    attributes: {
      environment: target.environment,
      namespace: target.namespace,
      channel: details.channel,
      client: clientOf(actor, details.channel, day),
      network: networkOf(actor, day),
      ...(details.ticket === undefined
        ? {}
        : { ticketKind: details.ticket.kind, ticket: details.ticket.number }),
      ...(approval?.author === undefined ? {} : { author: approval.author }),
      ...(approval !== undefined && CHANGE_RISKS.has(approval.quorum) ? { changeRisk: approval.quorum } : {}),
      ...details.attributes,
    },
    ...(details.session === undefined ? {} : { session: details.session }),
    ...(approval === undefined
      ? {}
      : {
          approvedBy: recordApprovals(
            random,
            approval.quorum,
            approval.author ?? actor.id,
            at,
            approval.approved,
          ),
        }),
    ...(details.planted === undefined ? {} : { planted: details.planted }),
  }
}

/** Seconds between two steps: people read what they see, machines do not. */
const PACE: Readonly<Record<Actor['kind'], readonly [least: number, most: number]>> = {
  human: [15, 260],
  service: [1, 9],
  agent: [2, 24],
}

export function nextAt(random: Random, actor: Actor, at: number): number {
  const [least, most] = PACE[actor.kind]
  return at + random.between(least, most) * 1000 + random.below(1000)
}

export function sessionName(...keys: readonly (string | number)[]): string {
  return `s-${hashText(keys.join('|')).toString(16).padStart(8, '0')}`
}

export function createTicket(random: Random, kind: Ticket['kind'], day: number): Ticket {
  return { kind, number: 2100 + day * 40 + random.below(40) }
}

/** Runs a workflow once: now and then a step is left out, or a reading step is repeated, as people do. */
export function runWorkflow(
  random: Random,
  actor: Actor,
  workflow: Workflow,
  startsAt: number,
  session?: string,
): DraftEvent[] {
  const day = Math.floor((startsAt - START) / DAY)
  const environment = random.weighted(workflow.environments)
  const workload = random.chance(600) ? actor.focus[0] : random.pick(actor.focus)
  const ticket = workflow.ticket === undefined ? undefined : createTicket(random, workflow.ticket, day)
  const events: DraftEvent[] = []
  let at = startsAt
  for (const step of workflow.steps) {
    if (workflow.steps.length > 1 && random.chance(90)) continue
    for (let left = repeats(random, step); left > 0; left -= 1) {
      events.push(
        draftEvent(random, actor, at, step.action, targetOf(step.on, environment, workload), {
          channel: step.channel,
          ...(session === undefined ? {} : { session }),
          ...(workflow.intent === undefined ? {} : { intent: workflow.intent }),
          ...(ticket === undefined ? {} : { ticket }),
        }),
      )
      at = nextAt(random, actor, at)
    }
  }
  return events
}

const REPEATED_READS = new Set(['k8s.Pod.logs', 'metrics.Dashboard.view', 'data.query'])

function repeats(random: Random, step: Step): number {
  return REPEATED_READS.has(step.action) && random.chance(220) ? random.between(2, 3) : 1
}
