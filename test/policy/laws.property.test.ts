import fc from 'fast-check'
import { encodeBase64Url } from 'keelson/hash'
import {
  compilePolicy,
  type Decision,
  loadBundle,
  type PolicyBundle,
  type PolicyRequest,
} from 'keelson/policy'
import { expect } from 'vitest'
import { law } from '../support/law.js'
import {
  anyProgram,
  anyRequest,
  headerText,
  type ProgramParts,
  policyText,
  programText,
} from './support/keel-arbitraries.js'
import { reverseKeys, shuffle, withoutSpans } from './support/rearrange.js'

function bundleOf(text: string): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(text)
  // A failing case should show the program and what the compiler said.
  if (bundle === undefined) expect.fail(`${diagnostics[0]!.message}\n${text}`)
  return bundle
}

const bytesOf = (decision: Decision): string => JSON.stringify(decision)

// Comparing arrays of bytes one by one takes most of the time of a run.
const textOf = (bytes: Uint8Array): string => encodeBase64Url(bytes)

law(
  'total: every program decides every request within its fuel',
  fc.tuple(anyProgram(), anyRequest(), fc.integer({ min: 1, max: 400 })),
  ([program, request, fuel]) => {
    const bundle = bundleOf(programText(program))
    const decision = bundle.decide(request, { now: 0, fuel })
    expect(decision.cost).toBeLessThanOrEqual(fuel)
    const whole = bundle.decide(request, { now: 0 })
    expect(['allow', 'pending', 'deny']).toContain(whole.effect)
    expect(structuredClone(whole)).toEqual(whole)
    // Enough fuel is enough: a decision costs what it costs.
    if (whole.cost <= fuel) expect(decision).toEqual(whole)
    else
      expect([decision.effect, decision.errors.map(({ code }) => code)]).toEqual([
        'deny',
        ['policy/fuel-exhausted'],
      ])
  },
)

law(
  'fails closed: taking a member away never silences a restriction and never adds a permission',
  fc.tuple(anyProgram({ settling: false }), anyRequest(), fc.nat()),
  ([program, request, choice]) => {
    const bundle = bundleOf(programText(program))
    const members = membersOf(request)
    fc.pre(members.length > 0)
    const before = bundle.decide(request, { now: 0 })
    const after = bundle.decide(without(request, members[choice % members.length]!), { now: 0 })
    const stillThere = firedRules(after, ['deny', 'pending', 'review'])
    for (const rule of firedRules(before, ['deny', 'pending', 'review'])) expect(stillThere).toContain(rule)
    const permittedBefore = firedRules(before, ['allow', 'revert', 'accept'])
    for (const rule of firedRules(after, ['allow', 'revert', 'accept']))
      expect(permittedBefore).toContain(rule)
    // What was refused is allowed only where nothing but an error, which went away with its cause, refused it.
    if (before.effect !== 'allow' && after.effect === 'allow') {
      expect(before.reasons.every((reason) => isRule(reason))).toBe(false)
    }
  },
)

law(
  'the order of policies, rules, files and keys never changes the decision',
  fc.tuple(anyProgram(), anyRequest(), fc.array(fc.nat(), { minLength: 12, maxLength: 12 })),
  ([program, request, picks]) => {
    const plain = bundleOf(programText(program))
    const rearranged = bundleOf(programText(rearrange(program, picks)))
    const decision = plain.decide(request, { now: 0, digest: true })
    expect(withoutSpans(rearranged.decide(reverseKeys(request), { now: 0, digest: true }))).toEqual(
      withoutSpans(decision),
    )
    expect(rearranged.policyDigest).toBe(plain.policyDigest)
    expect(bytesOf(plain.decide(reverseKeys(request), { now: 0, digest: true }))).toBe(bytesOf(decision))

    const files = filesOf(program)
    const compiled = compilePolicy(files).bundle!
    const again = compilePolicy(shuffle(files, picks)).bundle!
    expect(textOf(again.toBytes())).toBe(textOf(compiled.toBytes()))
    expect(bytesOf(again.decide(request, { now: 0 }))).toBe(bytesOf(compiled.decide(request, { now: 0 })))
    expect(compiled.policyDigest).toBe(plain.policyDigest)
  },
)

law(
  'a bundle that was written and loaded decides the same, and is written the same',
  fc.tuple(anyProgram(), anyRequest()),
  ([program, request]) => {
    const bundle = bundleOf(programText(program))
    const loaded = loadBundle(bundle.toBytes())
    expect(bytesOf(loaded.decide(request, { now: 0, digest: true }))).toBe(
      bytesOf(bundle.decide(request, { now: 0, digest: true })),
    )
    expect(textOf(loaded.toBytes())).toBe(textOf(bundle.toBytes()))
    expect(loaded.policyDigest).toBe(bundle.policyDigest)
  },
)

law(
  'decide changes nothing: not the request, and not the next decision',
  fc.tuple(anyProgram(), anyRequest()),
  ([program, request]) => {
    const bundle = bundleOf(programText(program))
    const copy = structuredClone(request)
    const first = bundle.decide(request, { now: 0 })
    const bytes = bytesOf(first)
    expect(request).toEqual(copy)
    for (const obligation of first.obligations) {
      if (obligation.kind === 'named' && typeof obligation.data === 'object')
        Object.assign(obligation.data ?? {}, { p: 'changed' })
    }
    expect(bytesOf(bundle.decide(request, { now: 0 }))).toBe(bytes)
  },
)

type Path = readonly (string | number)[]

/** All members of the inputs, at any depth; items of lists are looked into and not taken away. */
function membersOf(request: PolicyRequest): Path[] {
  const found: Path[] = []
  const visit = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) return
    for (const key of Object.keys(value)) {
      const inner = [...path, key]
      if (!Array.isArray(value)) found.push(inner)
      visit((value as Record<string, unknown>)[key], inner)
    }
  }
  for (const root of ['m', 'n']) {
    if (!Object.hasOwn(request, root)) continue
    found.push([root])
    visit(request[root], [root])
  }
  return found
}

function without(request: PolicyRequest, path: Path): PolicyRequest {
  const copy = structuredClone(request)
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => {
    return Object.getOwnPropertyDescriptor(value, key)?.value
  }, copy)
  Reflect.deleteProperty(parent as object, path.at(-1)!)
  return copy
}

type Fired = Decision['reasons'][number]

// What an error adds is no rule of the program: an error that goes away with its cause may take its denial along.
function isRule({ message }: Fired): boolean {
  return !message.startsWith('cannot be evaluated')
}

function firedRules(decision: Decision, effects: readonly string[]): string[] {
  const rules = decision.reasons.filter((reason) => isRule(reason) && effects.includes(reason.effect))
  // A requirement whose operand went missing denies instead of waiting: as strict, and the same rule.
  return rules.map(
    ({ policy, span, effect }) => `${policy} ${span.offset} ${effect === 'deny' ? 'pending' : effect}`,
  )
}

function rearrange(program: ProgramParts, picks: readonly number[]): ProgramParts {
  const policies = program.policies.map((policy) => ({ ...policy, rules: shuffle(policy.rules, picks) }))
  return { ...program, policies: shuffle(policies, picks) }
}

/** Each policy in a file that can be read alone. */
function filesOf({ mode, policies }: ProgramParts): { path: string; text: string }[] {
  return policies.map((policy) => ({
    path: `${policy.name}.keel`,
    text: `${headerText(mode)}\n${policyText(policy)}`,
  }))
}
