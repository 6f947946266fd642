import type { JsonObject } from '../../core/index.js'
import { ProgramBundle } from '../runtime/bundle.js'
import type { Program, ProgramPolicy } from '../runtime/program.js'
import { buildTargetIndex, visitTarget } from '../runtime/target-index.js'
import type { Decision } from '../runtime/types.js'
import { barePolicy, hasApprovals, hasFixes } from './bare-policy.js'
import { candidatesFor } from './candidates.js'
import type { ChangedUnit } from './changed-policies.js'
import { LazyRequest, type OpenPlace } from './lazy-request.js'
import { contributionText, isMerged, outcomeText, summaryOf } from './outcome.js'
import type { Candidate, PlaceFacts, Scalar } from './place-facts.js'

export interface Side {
  readonly program: Program
  /** The policies of the program that match a target. */
  matching(target: string): readonly ProgramPolicy[]
  /** What is decided of a target where nothing fires. */
  modeOf(target: string): ProgramPolicy['mode']
}

/** A request that both sides decide differently, with the time. */
export interface Found {
  readonly request: { readonly target: string } & JsonObject
  readonly now: number
}

/** Decisions that may go into the completions of one difference of one unit, as a share of all. */
const SHARE_OF_ONE_DIFFERENCE = 20

type Decide = (request: { readonly target: string } & JsonObject) => Decision

/**
 * Looks for requests that are decided differently. What is read is chosen as it is read, from the classes that the
 * policies can tell apart; each place once for all decisions of a request.
 *
 * Where whole decisions differ, one of the changed units adds something else to them. So each unit is gone through by
 * itself first, which takes the sum of their classes and not the product; where it differs, a completion is looked for
 * in which the other policies do not hide it.
 */
export class Explorer {
  readonly limits: Set<string> = new Set()
  /** Decisions of each side so far. */
  decisions = 0
  readonly #before: Side
  readonly #after: Side
  readonly #facts: PlaceFacts
  readonly #most: number
  readonly #extra: readonly Scalar[]
  readonly #found: (found: Found) => void
  /** What is tried in each place that was read. */
  readonly #tried = new Map<string, readonly Candidate[]>()
  /** The present part of the search is about rules that ask for approvals. */
  #asksApprovals = false
  /** Where the present part of the search ends. */
  #end = 0

  constructor(
    sides: { readonly before: Side; readonly after: Side },
    facts: PlaceFacts,
    most: number,
    extra: readonly Scalar[],
    found: (found: Found) => void,
  ) {
    this.#before = sides.before
    this.#after = sides.after
    this.#facts = facts
    this.#most = most
    this.#extra = extra
    this.#found = found
  }

  /** Whether requests for a target can be decided differently. */
  isConcerned(target: string, units: readonly ChangedUnit[]): boolean {
    return (
      this.#before.modeOf(target) !== this.#after.modeOf(target) ||
      units.some((unit) => concerns(unit, target))
    )
  }

  /** Looks at all requests for a target at a time, with a share of the decisions that are left. */
  explore(target: string, now: number, units: readonly ChangedUnit[], share: number): void {
    const whole = [
      this.#decider(this.#before, null, target, now),
      this.#decider(this.#after, null, target, now),
    ] as const
    const room = Math.max(1, Math.floor((this.#most - this.decisions) * share))
    const end = Math.min(this.#most, this.decisions + room)
    if (this.#before.modeOf(target) !== this.#after.modeOf(target)) {
      this.#end = end
      this.#asksApprovals = true
      this.#whole(new LazyRequest(target, this.#facts), whole, now)
    }
    const concerned = units.filter((unit) => concerns(unit, target))
    let left = concerned.length
    for (const unit of concerned) {
      this.#end = this.decisions + Math.max(1, Math.floor((end - this.decisions) / left))
      left -= 1
      const one = this.#decider(
        this.#before,
        unit.before.filter((policy) => matches(policy, target)),
        target,
        now,
      )
      const other = this.#decider(
        this.#after,
        unit.after.filter((policy) => matches(policy, target)),
        target,
        now,
      )
      const changed = [...unit.before, ...unit.after]
      this.#asksApprovals = changed.some(({ body }) => hasApprovals(body))
      const mayExclude = changed.some(({ body }) => hasFixes(body))
      if (mayExclude) this.limits.add('fixes of different policies may exclude one another')
      this.#unit(new LazyRequest(target, this.#facts), [one, other], whole, now, mayExclude)
    }
  }

  /** Goes through what a unit reads, and from each difference on through the completions. */
  #unit(
    request: LazyRequest,
    unit: readonly [Decide, Decide],
    whole: readonly [Decide, Decide],
    now: number,
    mayExclude: boolean,
  ): void {
    if (this.#isSpent()) return
    const pair = this.#both(request, unit)
    if (isPlace(pair)) {
      this.#branch(pair, () => {
        this.#unit(request, unit, whole, now, mayExclude)
        return false
      })
      return
    }
    if (contributionText(pair[0], mayExclude) === contributionText(pair[1], mayExclude)) {
      this.#noteMerged(pair)
      return
    }
    const end = this.#end
    this.#end = Math.min(end, this.decisions + 1 + Math.floor(this.#most / SHARE_OF_ONE_DIFFERENCE))
    this.#whole(request, whole, now)
    this.#end = end
  }

  /** Goes through the completions of a request until one is decided differently. */
  #whole(request: LazyRequest, whole: readonly [Decide, Decide], now: number): boolean {
    if (this.#isSpent()) return false
    const pair = this.#both(request, whole)
    if (isPlace(pair)) return this.#branch(pair, () => this.#whole(request, whole, now))
    if (outcomeText(summaryOf(pair[0])) === outcomeText(summaryOf(pair[1]))) {
      this.#noteMerged(pair)
      this.#noteBeneath(pair, request.target)
      return false
    }
    this.#found({ request: request.toJson(), now })
    return true
  }

  /** Where rules that ask for approvals changed, equal lists of what is asked may not be all there is to it. */
  #noteMerged(pair: readonly [Decision, Decision]): void {
    if (this.#asksApprovals && pair.some(isMerged)) {
      this.limits.add('approvals that several rules ask of the same groups')
    }
  }

  /** A satisfied requirement does not itself allow: what is pending on both sides may come apart once it is approved. */
  #noteBeneath([before, after]: readonly [Decision, Decision], target: string): void {
    const isAllowed = (side: Side, { reasons }: Decision): boolean =>
      side.modeOf(target) === 'gate' || reasons.some(({ effect }) => effect === 'allow')
    if (before.effect !== 'pending' || isAllowed(this.#before, before) === isAllowed(this.#after, after))
      return
    this.limits.add('what is decided once all approvals are there')
  }

  #branch(place: OpenPlace, visit: () => boolean): boolean {
    const name = place.pointer.slice(1).replaceAll('/', '.')
    for (const candidate of this.#candidates(place, name)) {
      place.choose(candidate)
      const isEnough = visit()
      place.forget()
      if (isEnough) return true
    }
    return false
  }

  #candidates({ pointer, facts }: OpenPlace, name: string): readonly Candidate[] {
    const known = this.#tried.get(pointer)
    if (known !== undefined) return known
    const { values, limits } = candidatesFor(facts, name, this.#extra)
    for (const limit of limits) this.limits.add(`${name}: ${limit}`)
    this.#tried.set(pointer, values)
    return values
  }

  #both(
    request: LazyRequest,
    [one, other]: readonly [Decide, Decide],
  ): readonly [Decision, Decision] | OpenPlace {
    this.decisions += 1
    const before = request.run(one)
    if (isPlace(before)) return before
    const after = request.run(other)
    if (isPlace(after)) return after
    if (request.hasListed) this.limits.add('members of objects whose names no policy says')
    for (const { errors } of [before, after]) {
      if (errors.some(({ policy }) => policy === null))
        this.limits.add('a decision took more fuel than it has')
    }
    return [before, after]
  }

  #isSpent(): boolean {
    if (this.decisions < this.#end) return false
    this.limits.add(`the search ended after ${this.#most} decisions`)
    return true
  }

  #decider(side: Side, policies: readonly ProgramPolicy[] | null, target: string, now: number): Decide {
    const chosen = (policies ?? side.matching(target)).map(barePolicy).filter((policy) => policy !== null)
    // Of a target that only policies without effects match, what they were is the mode.
    const fallback = side.modeOf(target) === 'gate' ? 'allow' : 'deny'
    const bundle = new ProgramBundle({ ...side.program, policies: chosen, fallback })
    return (request) => bundle.decide(request, { now })
  }
}

/** One side of a comparison. */
export function sideOf(program: Program): Side {
  const index = buildTargetIndex(program.policies.map((policy) => ({ policy, entry: policy })))
  const matching = (target: string): readonly ProgramPolicy[] => {
    const found: ProgramPolicy[] = []
    visitTarget(index, target, (policy) => found.push(policy))
    return found
  }
  const unmatched = program.fallback === 'allow' ? 'gate' : 'guard'
  return { program, matching, modeOf: (target) => matching(target)[0]?.mode ?? unmatched }
}

function concerns({ before, after }: ChangedUnit, target: string): boolean {
  return [...before, ...after].some((policy) => matches(policy, target))
}

function matches({ targets }: ProgramPolicy, target: string): boolean {
  return targets.some(({ kind, name }) =>
    kind === 'every' ? true : kind === 'exact' ? name === target : target.startsWith(`${name}.`),
  )
}

function isPlace(result: readonly [Decision, Decision] | Decision | OpenPlace): result is OpenPlace {
  return 'choose' in result
}
