import type { BehaviourEvent } from '../behaviour/index.js'
import { appendPointer, isKeelsonError, type JsonValue, KeelsonError, sortedKeys } from '../core/index.js'
import { diff3, type ThreeWayChangeSet } from '../diff/index.js'
import type { DriftMonitor, DriftObservation } from '../drift/index.js'
import { seal } from '../hash/index.js'
import type { LedgerEntry } from '../ledger/index.js'
import { assessStream } from './assess-stream.js'
import { checkInput } from './check-input.js'
import { checkPolicy } from './check-policy.js'
import { policyRequest, resourceOf } from './policy-request.js'
import type {
  Assessment,
  AssessmentInput,
  AssessOptions,
  AssessStreamOptions,
  Engine,
  EngineOptions,
  EnginePolicy,
  PolicyOfTargets,
} from './types.js'
import { type WatchedChanges, watchedChanges, watchedObservations } from './watched-changes.js'

/**
 * Makes an engine from the parts that the host has. The engine holds the parts and the time of the last event, nothing
 * else.
 *
 * @example
 * ```ts
 * import { createEngine, compilePolicy } from 'keelson'
 * const { bundle } = compilePolicy(`
 *   mode guard
 *   input principal: json
 *   policy pipelinesDeploy on k8s.Deployment.update {
 *     when principal.kind == "service" allow "pipelines may deploy"
 *   }
 * `)
 * const engine = createEngine({ policy: bundle! })
 * const assessment = engine.assess({
 *   at: 1790812800000,
 *   actor: 'pipeline:checkout',
 *   kind: 'service',
 *   action: 'k8s.Deployment.update',
 *   resource: 'payments/Deployment/checkout',
 *   desired: { spec: { replicas: 3 } },
 *   live: { spec: { replicas: 5 } },
 * })
 * assessment.decision?.effect // => 'allow'
 * assessment.remediation.at(-1) // => { op: 'replace', path: '/spec/replicas', value: 3 }
 * ```
 */
export function createEngine(options: EngineOptions): Engine {
  return new AssessingEngine(options)
}

class AssessingEngine implements Engine {
  readonly #options: EngineOptions
  readonly #watched: WatchedChanges | undefined
  #policy: EnginePolicy | undefined
  #latest = 0

  constructor(options: EngineOptions) {
    this.#options = options
    this.#policy = options.policy
    this.#watched = watchedChanges(options)
  }

  assess(input: AssessmentInput, options: AssessOptions = {}): Assessment {
    // INVARIANT: read once, so that one assessment has one policy, also if a rule of the host swaps it meanwhile.
    const policy = this.#policy
    const { drift: monitor, behaviour: model, alertsADay, ledger } = this.#options
    checkInput(input, this.#options.limits ?? {})
    this.#checkOrder(input)
    const measured = this.#observations(input)

    const changes = this.#compare(input)
    const observations = [...measured, ...this.#observationsOf(input, changes)]
    const drift = monitor?.assess(input.at)
    const behaviour = model?.score(
      behaviourEvent(input),
      alertsADay === undefined ? undefined : { alertsADay },
    )
    const facts = {
      ...(changes === undefined ? {} : { changes }),
      ...(drift === undefined ? {} : { drift }),
      ...(behaviour === undefined ? {} : { behaviour }),
    }
    const decision = policy?.decide(policyRequest(input, facts), { now: input.at, digest: true }) ?? null
    const findings = {
      at: input.at,
      decision,
      ...facts,
      remediation: changes?.remediation ?? [],
      obligations: decision?.obligations ?? [],
    }
    const assessment = { ...findings, digest: sealFindings(findings, input.resource) }
    if (options.commit === false) return assessment

    // INVARIANT: the ledger is the last that can refuse the event; what follows only changes state.
    const record = ledger?.append(ledgerEntry(input, assessment))
    for (const observation of observations) monitor?.observe(observation)
    model?.learn(behaviourEvent(input))
    this.#latest = input.at
    return record === undefined ? assessment : { ...assessment, record }
  }

  usePolicy(policy: PolicyOfTargets): void {
    checkPolicy(policy)
    this.#policy = policy
  }

  assessStream(
    events: Iterable<AssessmentInput> | AsyncIterable<AssessmentInput>,
    options?: AssessStreamOptions,
  ): AsyncIterable<Assessment> {
    return assessStream(this, events, options)
  }

  #checkOrder(input: AssessmentInput): void {
    if (input.at >= this.#latest) return
    throw new KeelsonError(
      'engine/time-backwards',
      `the event is ${this.#latest - input.at} ms older than the last`,
      {
        path: '/at',
        help: 'sort the events by time before handing them in',
      },
    )
  }

  /** What the drift monitor is to be told, checked beforehand. Without an id: the engine takes no event twice. */
  #observations({ at, actor, measurements = {} }: AssessmentInput): DriftObservation[] {
    const { drift } = this.#options
    const names = sortedKeys(measurements)
    if (drift === undefined && names.length > 0) {
      throw new KeelsonError('engine/no-monitor', 'the event measures something, and nothing watches it', {
        path: '/measurements',
        help: 'give the engine a drift monitor, or leave the measurements out',
      })
    }
    return names.map((feature) => {
      const observation = { at, feature, value: measurements[feature]!, source: actor }
      checkObservation(observation, drift)
      return observation
    })
  }

  /** What the drift monitor is to be told of the changes, checked beforehand too. */
  #observationsOf(input: AssessmentInput, changes: ThreeWayChangeSet | undefined): DriftObservation[] {
    if (this.#watched === undefined || changes === undefined) return []
    const observations = watchedObservations(this.#watched, input, changes)
    for (const observation of observations) checkObservation(observation, this.#options.drift)
    return observations
  }

  #compare(input: AssessmentInput): ThreeWayChangeSet | undefined {
    if (input.desired === undefined || input.live === undefined) return undefined
    const { profile, diff: rules, limits } = this.#options
    const options = typeof rules === 'function' ? rules(input) : rules
    return diff3(
      {
        base: input.base === undefined ? input.desired : input.base,
        desired: input.desired,
        live: input.live,
      },
      {
        ...options,
        ...(profile === undefined ? {} : { profile }),
        ...(limits === undefined ? {} : { limits }),
      },
    )
  }
}

/** Lets the monitor refuse an observation, with the place in the event that it was made from. */
function checkObservation(observation: DriftObservation, monitor: DriftMonitor | undefined): void {
  try {
    monitor?.check(observation)
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    const path = error.path === '/source' ? '/actor' : appendPointer('/measurements', observation.feature)
    throw new KeelsonError(error.code, error.message, { path, help: error.help, cause: error })
  }
}

// INVARIANT: what the rooms hand back is JSON-shaped; an interface is only not assignable to an index signature.
function sealFindings(findings: object, resource: string): string {
  return seal(findings as JsonValue, { id: resource })
}

function behaviourEvent(input: AssessmentInput): BehaviourEvent {
  const { id, namespace, kind, name } = resourceOf(input.resource)
  const resource = kind === undefined ? id : `${kind}:${namespace}/${name}`
  const { desired: _desired, live: _live, base: _base, approvals: _approvals, ...rest } = input
  const { measurements: _measurements, attributes, ...others } = rest
  const event = { ...others, resource }
  if (attributes === undefined) return event
  const scalars: Record<string, string | number | boolean> = {}
  for (const key of sortedKeys(attributes)) {
    const value = attributes[key]
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      Object.defineProperty(scalars, key, { value, enumerable: true, writable: true, configurable: true })
    }
  }
  return { ...event, attributes: scalars }
}

function ledgerEntry(input: AssessmentInput, assessment: Assessment): LedgerEntry {
  const { changes, decision, drift, behaviour } = assessment
  return {
    at: input.at,
    actor: input.actor,
    kind: input.action,
    resource: input.resource,
    ...(input.live === undefined ? {} : { after: input.live }),
    ...(changes === undefined ? {} : { changes }),
    ...(decision === null ? {} : { decision }),
    ...(drift === undefined ? {} : { drift: { status: drift.status, digest: drift.digest } }),
    ...(behaviour === undefined ? {} : { behaviour }),
    note: assessment.digest,
  }
}
