import { type BehaviourModel, createBehaviourModel } from '../behaviour/index.js'
import { type JsonObject, type JsonValue, KeelsonError } from '../core/index.js'
import { createDriftMonitor, type DriftMonitor, type DriftReport } from '../drift/index.js'
import { type Assessment, type AssessmentInput, createEngine, type Engine } from '../engine/index.js'
import { createLedger, hashEntry, type Ledger, verifyInclusion } from '../ledger/index.js'
import type { Decision } from '../policy/index.js'
import { HourlyRates } from './hourly-rates.js'
import { ownersOf, type ResourceOwnerRule, readOwnerRules } from './owner-rules.js'
import { readDocuments } from './read-documents.js'
import { atEvent, type FileEvent, readEvents } from './read-events.js'
import { requireBundle } from './read-policy.js'
import { pairResources, type ResourcePair, toResource } from './resource.js'

const DAY_MS = 86_400_000
const ANCHOR_DAYS = 14
const SHOWN_UNUSUAL = 8
const UNUSUAL_P = 0.01

/** Paths of what is assessed; every part is optional, desired and live come together. */
export interface MainJobInputs {
  readonly desired?: string | undefined
  readonly live?: string | undefined
  readonly owners?: string | undefined
  readonly policies: readonly string[]
  /** Names of packs that hold beside the policies. */
  readonly packs?: readonly string[]
  readonly events?: string | undefined
}

/** What the look at one resource found. */
export interface ResourceFacts {
  readonly id: string
  readonly state: 'both' | 'only desired' | 'only live'
  /** Looked at because its files were handed in, or because an event carried both states. */
  readonly seen: 'scan' | 'event'
  readonly assessment: Assessment
}

/** What was found about one event. */
export interface EventFacts {
  readonly line: number
  readonly event: AssessmentInput
  readonly assessment: Assessment
}

/** One actor on one UTC day. */
export interface UnusualDay {
  /** The day's event with the most bits. */
  readonly top: EventFacts
  /** Events of the day that are as unusual as one in a hundred, the top one included. */
  readonly events: number
}

interface LedgerFacts {
  readonly size: number
  readonly root: string
  /** The last entry, proven against the root. */
  readonly proof: {
    readonly index: number
    readonly leafHash: string
    readonly path: readonly string[]
    readonly verified: boolean
  } | null
}

/** Everything that the main job found, as data. */
export interface MainJobFacts {
  readonly resources: readonly ResourceFacts[]
  readonly events: {
    readonly assessed: number
    readonly effects: Readonly<Record<Decision['effect'] | 'undecided', number>>
    /** Events that were not allowed. */
    readonly refused: readonly EventFacts[]
    /** The days on which an actor was most out of character, once the model has warmed up. */
    readonly unusual: readonly UnusualDay[]
  }
  readonly drift: DriftReport | null
  readonly ledger: LedgerFacts
}

/**
 * The main job: assesses events in order and then every resource pair, all of it recorded.
 *
 * @throws KeelsonError what reading and assessing throw, with the file and line of an event at fault
 */
export function runMainJob(inputs: MainJobInputs): MainJobFacts {
  const parts = readParts(inputs)
  const ledger = createLedger()
  const rates = new HourlyRates(parts.events.map(({ value }) => value.kind))
  const monitor = createDriftMonitor({ features: rates.names.map((name) => ({ name, kind: 'count' })) })
  const model = createBehaviourModel()
  const shared = {
    ...(parts.policy === undefined ? {} : { policy: parts.policy }),
    drift: monitor,
    ledger,
    diff: ({ resource }: AssessmentInput) => ({ owners: ownersOf(parts.owners, resource) }),
  }
  const eventEngine = createEngine({ ...shared, behaviour: model })
  const assessed = assessEvents(parts.events, eventEngine, monitor, model, rates)
  const latest = assessed.at(-1)?.event.at ?? 0
  // The scan is no actor whose habits are learned: its engine has no behaviour model.
  const scan = createEngine(shared)
  const resources = [
    ...assessed.flatMap(observedResource),
    ...parts.pairs.map((pair) => assessPair(pair, scan, latest)),
  ]
  return {
    resources,
    events: summarise(assessed),
    drift: assessed.length === 0 ? null : monitor.assess(latest),
    ledger: ledgerFacts(ledger),
  }
}

interface Parts {
  readonly policy: ReturnType<typeof requireBundle> | undefined
  readonly owners: readonly ResourceOwnerRule[]
  readonly events: readonly FileEvent[]
  readonly pairs: readonly ResourcePair[]
}

/** Everything is read before anything is assessed, so that a fault in the last file leaves nothing half done. */
function readParts({ desired, live, owners, policies, packs = [], events }: MainJobInputs): Parts {
  if ((desired === undefined) !== (live === undefined)) {
    throw new KeelsonError('cli/usage', '--desired and --live come together', {
      help: 'hand in both, or neither',
    })
  }
  return {
    policy: policies.length + packs.length === 0 ? undefined : requireBundle({ paths: policies, packs }),
    owners: owners === undefined ? [] : readOwnerRules(owners),
    events: events === undefined ? [] : readEvents(events),
    pairs: desired === undefined || live === undefined ? [] : readPairs(desired, live),
  }
}

function readPairs(desired: string, live: string): ResourcePair[] {
  return pairResources(
    readDocuments(desired).map((document) => toResource(document, desired)),
    readDocuments(live).map((document) => toResource(document, live)),
  )
}

function assessEvents(
  events: readonly FileEvent[],
  engine: Engine,
  monitor: DriftMonitor,
  model: BehaviourModel,
  rates: HourlyRates,
): EventFacts[] {
  const start = events[0]?.value.at
  let frozen = false
  return events.map((fileEvent) => {
    try {
      const event = bindApprovals(fileEvent.value, engine)
      if (typeof start === 'number' && !frozen && event.at >= start + ANCHOR_DAYS * DAY_MS) {
        const to = start + ANCHOR_DAYS * DAY_MS
        const reference = `the first ${ANCHOR_DAYS} days`
        monitor.freezeAnchor({ from: start, to, reference })
        model.freezeAnchor({ at: event.at, reference })
        frozen = true
      }
      const assessment = engine.assess(event)
      for (const count of rates.add(event)) monitor.observe(count)
      return { line: fileEvent.line, event, assessment }
    } catch (error) {
      throw atEvent(error, fileEvent)
    }
  })
}

/**
 * `approvedBy` lists approvals as people gave them, without the subject that binds them. In place of an approval
 * service, asks for the subject first and records each approval against it.
 */
function bindApprovals(value: JsonObject, engine: Engine): AssessmentInput {
  const { approvedBy, ...rest } = value
  // The engine checks what is in it.
  const event = rest as unknown as AssessmentInput
  if (approvedBy === undefined) return event
  if (!Array.isArray(approvedBy)) {
    throw new KeelsonError('cli/invalid-events', 'approvedBy must be a list', {
      path: '/approvedBy',
      help: 'write [{ "by": "ana", "groups": ["maintainers"], "at": 1790812800000 }]',
    })
  }
  const subject = engine.assess(event, { commit: false }).decision?.subject
  if (subject === undefined) return event
  const approvals = approvedBy.map((approval: JsonValue) => ({ ...(approval as JsonObject), subject }))
  return { ...event, approvals: approvals as unknown as NonNullable<AssessmentInput['approvals']> }
}

function assessPair(pair: ResourcePair, engine: Engine, at: number): ResourceFacts {
  const { id, base, desired, live } = pair
  const state = stateOf(desired, live)
  const event = { at, actor: 'keelson', kind: 'service', action: 'drift.report', resource: id } as const
  return { id, state, seen: 'scan', assessment: engine.assess({ ...event, base, desired, live }) }
}

function observedResource({ event, assessment }: EventFacts): ResourceFacts[] {
  const { resource, desired, live } = event
  if (desired === undefined || live === undefined) return []
  return [{ id: resource, state: stateOf(desired, live), seen: 'event', assessment }]
}

function stateOf(desired: JsonValue, live: JsonValue): ResourceFacts['state'] {
  return desired === null ? 'only live' : live === null ? 'only desired' : 'both'
}

function summarise(assessed: readonly EventFacts[]): MainJobFacts['events'] {
  const effects = { allow: 0, pending: 0, deny: 0, undecided: 0 }
  for (const { assessment } of assessed) effects[assessment.decision?.effect ?? 'undecided'] += 1
  return {
    assessed: assessed.length,
    effects,
    refused: assessed.filter(({ assessment }) => (assessment.decision?.effect ?? 'allow') !== 'allow'),
    unusual: unusualDays(assessed),
  }
}

function unusualDays(assessed: readonly EventFacts[]): UnusualDay[] {
  const days = new Map<string, { top: EventFacts; events: number }>()
  for (const facts of assessed) {
    const score = facts.assessment.behaviour
    if (score === undefined || score.confidence === 'low' || score.p > UNUSUAL_P) continue
    const key = JSON.stringify([Math.floor(facts.event.at / DAY_MS), facts.event.actor])
    const day = days.get(key)
    if (day === undefined) {
      days.set(key, { top: facts, events: 1 })
    } else {
      day.events += 1
      if (bitsOf(facts) > bitsOf(day.top)) day.top = facts
    }
  }
  // A stable sort: equal bits stay in the order of time.
  return [...days.values()]
    .sort((left, right) => bitsOf(right.top) - bitsOf(left.top))
    .slice(0, SHOWN_UNUSUAL)
}

function bitsOf({ assessment }: EventFacts): number {
  return assessment.behaviour?.bits ?? 0
}

function ledgerFacts(ledger: Ledger): LedgerFacts {
  const { size } = ledger
  const root = ledger.root()
  if (size === 0) return { size, root, proof: null }
  const index = size - 1
  const leafHash = hashEntry(ledger.entry(index))
  const path = ledger.prove(index)
  return {
    size,
    root,
    proof: { index, leafHash, path, verified: verifyInclusion(root, size, index, leafHash, path) },
  }
}
