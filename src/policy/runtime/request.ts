import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  suggestName,
} from '../../core/index.js'
import type { Approval, DecideOptions } from './types.js'

const DEFAULT_FUEL = 1_000_000

export interface CheckedOptions {
  now: number
  fuel: number
  digest: boolean
}

/** What was checked last. One for all decisions, so that it takes no memory: it is read before anything else runs. */
const checked: CheckedOptions = { now: 0.5, fuel: 0, digest: false }

const OPTIONS: readonly string[] = ['now', 'fuel', 'digest']

/** @throws KeelsonError `policy/missing-now`, `policy/invalid-options` */
export function checkOptions(options: DecideOptions): Readonly<CheckedOptions> {
  const given: Partial<DecideOptions> | null = typeof options === 'object' ? options : null
  if (given?.now === undefined) {
    throw new KeelsonError('policy/missing-now', 'decide needs the time that policies are to read as now', {
      path: '/now',
      help: 'hand in { now } as epoch milliseconds; Keelson never reads a clock',
    })
  }
  // `Object.keys` would make a list for each decision.
  for (const name in given) if (name !== 'now' && name !== 'fuel' && name !== 'digest') checkNames(given)
  const { now, fuel = DEFAULT_FUEL, digest = false } = given
  if (!Number.isSafeInteger(now)) {
    throw invalidOption('/now', `now is ${String(now)}`, 'hand in whole epoch milliseconds')
  }
  if (!Number.isSafeInteger(fuel) || fuel < 1) {
    throw invalidOption('/fuel', `fuel is ${String(fuel)}`, 'hand in a whole number of at least 1')
  }
  if (typeof digest !== 'boolean') throw invalidOption('/digest', 'digest is not a boolean', undefined)
  checked.now = now
  checked.fuel = fuel
  checked.digest = digest
  return checked
}

function checkNames(given: object): void {
  for (const name of Object.keys(given)) {
    if (OPTIONS.includes(name)) continue
    const meant = suggestName(name, OPTIONS)
    throw invalidOption(
      `/${name}`,
      `there is no option ${name}`,
      meant === undefined ? undefined : `use ${meant}`,
    )
  }
}

function invalidOption(path: string, message: string, help: string | undefined): KeelsonError {
  return new KeelsonError('policy/invalid-options', message, { path, help })
}

/** @throws KeelsonError `policy/invalid-request` */
export function checkRequest(request: unknown): JsonObject {
  if (isJsonObject(request as JsonValue)) return request as JsonObject
  throw new KeelsonError('policy/invalid-request', 'the request is not an object', {
    path: '',
    help: 'hand in { target, …roots }, as JSON has it',
  })
}

/** @throws KeelsonError `policy/missing-target` */
export function targetOf(request: JsonObject): string {
  const target = ownValue(request, 'target')
  if (typeof target === 'string' && target !== '') return target
  throw new KeelsonError('policy/missing-target', 'the request names no target', {
    path: '/target',
    help: 'hand in a target such as k8s.Pod.create',
  })
}

/** @throws KeelsonError `policy/invalid-approvals` */
export function approvalsOf(request: JsonObject): readonly Approval[] {
  // Most requests have none, own or inherited, which is seen sooner than whose they are.
  if (request.approvals === undefined) return NO_APPROVALS
  const approvals = ownValue(request, 'approvals')
  return approvals === undefined ? NO_APPROVALS : checkApprovals(approvals)
}

const NO_APPROVALS: readonly Approval[] = []

function checkApprovals(approvals: JsonValue): readonly Approval[] {
  if (!Array.isArray(approvals)) throw invalidApproval('', 'the approvals are not a list')
  const list = approvals as readonly JsonValue[]
  for (let index = 0; index < list.length; index += 1) {
    const approval = list[index]
    if (!isJsonObject(approval)) throw invalidApproval(`/${index}`, 'the approval is not an object')
    if (typeof ownValue(approval, 'by') !== 'string') {
      throw invalidApproval(`/${index}/by`, 'the approval does not say by whom it is')
    }
    const groups = ownValue(approval, 'groups')
    if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string')) {
      throw invalidApproval(`/${index}/groups`, 'the groups of the approval are not a list of strings')
    }
    if (!Number.isFinite(ownValue(approval, 'at'))) {
      throw invalidApproval(`/${index}/at`, 'the time of the approval is not a number of milliseconds')
    }
    if (typeof ownValue(approval, 'subject') !== 'string') {
      throw invalidApproval(`/${index}/subject`, 'the approval does not say what it approves')
    }
  }
  return list as unknown as readonly Approval[]
}

function invalidApproval(path: string, message: string): KeelsonError {
  return new KeelsonError('policy/invalid-approvals', message, {
    path: `/approvals${path}`,
    help: 'an approval is { by, groups, at, subject }, its subject that of the decision that asked for it',
  })
}
