import {
  both,
  type Change,
  changesOf,
  either,
  type Given,
  keyOf,
  prospectOf,
  smallest,
} from './alternatives.js'
import type { Formula } from './formula.js'
import type { FiredRule, FoundError, Recorder } from './recorder.js'

const MOST_WAYS = 5

/** More denials than that have no ways out worth telling. */
const MOST_DENIALS = 50

/** Rules that a change may bring in. */
const MOST_BROUGHT = 5

type Changes = readonly Change[]

/** Sets of changes each of which ends a denial, the smallest first; where nothing is looked at that could, none. */
export function waysOut(recorder: Recorder, isGate: boolean): Changes[] {
  const denials = recorder.fired.filter(({ effect }) => effect === 'deny')
  const errors = recorder.errors.filter(({ policy }) => policy.decides)
  if (denials.length + errors.length > MOST_DENIALS) return []
  const allows = recorder.fired.filter(({ effect }) => effect === 'allow')
  const wanted = [
    ...denials.map(stops),
    ...errors.map(mends),
    ...(isGate || allows.length > 0
      ? []
      : [either(recorder.idleAllows.map(({ path }) => both(path.map((part) => changesOf(part, true)))))]),
  ]
  const widened = both(wanted).flatMap((changes) => {
    // A change may bring in a rule that was kept from firing: then that one has to be stopped besides.
    const given = byKeyOf(changes)
    const brought = recorder.idleDenials.filter((rule) => !isBarred(rule, given))
    return brought.length > MOST_BROUGHT
      ? []
      : both([[changes], ...brought.map(({ path }) => bars(path, given))])
  })
  const ends = (changes: Changes): boolean => {
    const byKey = byKeyOf(changes)
    const isStopped = (rule: FiredRule): boolean =>
      isBarred(rule, byKey) || (rule.operand !== null && byKey.has(keyOf(rule.operand)))
    const isMended = (error: FoundError): boolean =>
      isBarred(error, byKey) || prospectOf(error.cause, byKey) !== 'error'
    const fires = ({ path }: OnPath): boolean =>
      path
        .map((part) => prospectOf(part, byKey))
        .every((prospect) => prospect === true || prospect === 'open')
    const idleErrors = recorder.idleErrors.filter(({ policy }) => policy.decides)
    return (
      recorder.idleDenials.every((rule) => isBarred(rule, byKey)) &&
      denials.every(isStopped) &&
      [...errors, ...idleErrors].every(isMended) &&
      (isGate || [...allows, ...recorder.idleAllows].some(fires))
    )
  }
  return smallest(widened.filter((changes) => changes.length > 0 && ends(changes))).slice(0, MOST_WAYS)
}

interface OnPath {
  readonly path: readonly Formula[]
}

const byKeyOf = (changes: Changes): Given => new Map(changes.map(({ leaf, wanted }) => [keyOf(leaf), wanted]))

function isBarred({ path }: OnPath, changes: Given): boolean {
  return path
    .map((part) => prospectOf(part, changes))
    .some((prospect) => prospect === false || prospect === 'open')
}

/** What makes a condition on the way false. */
const bars = (path: readonly Formula[], given?: Given): Changes[] =>
  either(path.map((part) => changesOf(part, false, given)))

/** What keeps a rule from firing: any of its conditions, or that its operand is known. */
function stops({ path, operand }: FiredRule): Changes[] {
  const known: Changes[] = operand === null ? [] : [[{ leaf: operand, wanted: 'known' }]]
  return either([bars(path), known])
}

/** What ends an error: a condition before it that is false, or that it is true or false itself. */
function mends({ path, cause }: FoundError): Changes[] {
  return either([bars(path), changesOf(cause, true), changesOf(cause, false)])
}
