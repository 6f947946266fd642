import fc from 'fast-check'
import type { JsonObject, JsonValue } from 'keelson/core'
import {
  compilePolicy,
  type Decision,
  type KnownRequest,
  loadBundle,
  type PolicyBundle,
  type PolicyRequest,
  type SpecializeOptions,
} from 'keelson/policy'
import { expect } from 'vitest'
import { law } from '../support/law.js'
import { anyRequest } from './support/keel-arbitraries.js'
import { anyMixedProgram, anyRichProgram } from './support/residual-programs.js'

function bundleOf(text: Parameters<typeof compilePolicy>[0]): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(text)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  // A failing case should show the program and what the compiler said.
  if (bundle === undefined) expect.fail(`${errors[0]!.message}\n${JSON.stringify(text)}`)
  return bundle
}

/** All of a decision but what a residual has of its own. */
function decided({ cost: _cost, policyDigest: _digest, ...rest }: Decision): string {
  return JSON.stringify(rest)
}

interface Known {
  readonly known: KnownRequest
  readonly options: SpecializeOptions
}

/** A part of a request: some roots, some of them without some members, which then are open. */
function partOf(request: PolicyRequest, picks: readonly number[]): Known {
  let at = 0
  const pick = (count: number): number => picks[at++ % picks.length]! % count
  const open: string[] = []
  const absent: string[] = []
  const visit = (value: JsonValue, pointer: string): JsonValue => {
    if (typeof value !== 'object' || value === null || pick(3) === 0) return value
    if (Array.isArray(value)) {
      return (value as readonly JsonValue[]).map((item, index) => visit(item, `${pointer}/${index}`))
    }
    const entries: [string, JsonValue][] = []
    if (pick(2) === 0) {
      open.push(pointer)
      for (const name of ['p', 'zz']) {
        if (!Object.hasOwn(value, name) && pick(3) === 0) absent.push(`${pointer}/${name}`)
      }
    }
    for (const [name, member] of Object.entries(value as JsonObject)) {
      if (open.at(-1) === pointer && pick(2) === 0) continue
      entries.push([name, visit(member, `${pointer}/${name}`)])
    }
    return Object.fromEntries(entries)
  }
  const roots: [string, JsonValue][] = []
  for (const name of ['m', 'n']) {
    if (!Object.hasOwn(request, name)) {
      if (pick(2) === 0) absent.push(`/${name}`)
    } else if (pick(3) > 0) roots.push([name, visit(request[name] as JsonValue, `/${name}`)])
  }
  const target = [request.target, request.target, `${request.target.split('.')[0]!}.*`, '*', undefined][
    pick(5)
  ]
  return {
    known: { ...Object.fromEntries(roots), ...(target === undefined ? {} : { target }) },
    options: { open, absent },
  }
}

const picks = fc.array(fc.nat({ max: 59 }), { minLength: 30, maxLength: 30 })

law(
  'a residual decides every completion as its original',
  fc.tuple(anyRichProgram(), anyRequest(), picks),
  ([text, request, choice]) => {
    const bundle = bundleOf(text)
    const { known, options } = partOf(request, choice)
    const residual = bundle.specialize(known, options)
    const loaded = loadBundle(residual.toBytes())
    const original = bundle.decide(request, { now: 5, digest: true })
    for (const one of [residual, loaded]) {
      expect(decided(one.decide(request, { now: 5, digest: true }))).toBe(decided(original))
    }
    if (original.subject !== undefined) {
      const approvals = ['ada', 'bob'].map((by) => ({
        by,
        groups: ['g', 'h'],
        at: 0,
        subject: original.subject!,
      }))
      const approved = { ...request, approvals }
      expect(decided(residual.decide(approved, { now: 5 }))).toBe(
        decided(bundle.decide(approved, { now: 5 })),
      )
    }
    expect(residual.residualOf).toBe(bundle.policyDigest)
  },
  { runs: 500 },
)

law(
  'a residual of a residual is one of its original, also where guard and gate stand side by side',
  fc.tuple(anyMixedProgram(), anyRequest(), fc.constantFrom('c.x', 'c.y.z', 'd.x'), picks, picks),
  ([sources, request, other, choice, again]) => {
    const bundle = bundleOf(sources)
    for (const target of [request.target, other]) {
      const whole = { ...request, target }
      const first = partOf(whole, choice)
      const second = partOf(whole, again)
      const original = decided(bundle.decide(whole, { now: 5 }))
      const residual = bundle.specialize(first.known, first.options)
      expect(decided(residual.decide(whole, { now: 5 }))).toBe(original)
      const narrower = residual.specialize(wholeRoots(second.known, whole), {
        absent: second.options.absent ?? [],
      })
      expect(decided(narrower.decide(whole, { now: 5 }))).toBe(original)
      expect(narrower.residualOf).toBe(bundle.policyDigest)
    }
  },
  { runs: 300 },
)

/** The roots that are known in part, as a whole. */
function wholeRoots({ target, ...roots }: KnownRequest, request: PolicyRequest): KnownRequest {
  const whole = Object.keys(roots).map((name) => [name, request[name] as JsonValue] as const)
  return { ...Object.fromEntries(whole), ...(target === undefined ? {} : { target }) }
}
