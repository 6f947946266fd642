import { formatPointer, type JsonValue, type Span, suggestName } from '../../core/index.js'
import { PatternSet, type PatternUse } from '../check/check-modes.js'
import { MAX_NAME_LENGTH } from '../runtime/program.js'
import type {
  GivenApproval,
  GivenStep,
  ProgramExpectation,
  ProgramTest,
  RequestPath,
} from '../runtime/program-test.js'
import type { Expectation, Expression, Name, TestBlock, TestStep } from '../syntax/ast.js'
import type { NameFacts } from '../syntax/name-observer.js'
import { applyStep, type DraftRequest, EMPTY_DRAFT, writePath } from '../testing/change-request.js'
import type { Type } from '../typing/type.js'
import { misfitOf } from './given-fits.js'
import type { NameScope } from './name-scope.js'
import type { TestValues } from './test-values.js'

/** What is known of a program when its tests are lowered. */
export interface TestedProgram {
  readonly values: TestValues
  /** Where each policy is declared, by its full name. */
  readonly policies: ReadonlyMap<string, Span>
  readonly patterns: readonly PatternUse[]
  /** Something in it was reported, so that no value can be computed. */
  readonly isFaulty: boolean
}

/** The module in which tests stand. */
export interface TestedModule {
  readonly name: string
  readonly scope: NameScope
  /** The types of inputs in requests for a target. */
  readonly refine: (target: string) => ReadonlyMap<string, Type>
}

/** What a block hands on to its cases. */
interface Inherited {
  readonly draft: DraftRequest
  /** A step was reported, so what the request holds is not known. */
  readonly isFaulty: boolean
}

type Of<Kind extends TestStep['kind']> = TestStep & { readonly kind: Kind }

/** Turns tests into data: values are computed, places become paths, and what cannot be meant is reported. */
export class TestLowering {
  readonly #program: TestedProgram
  readonly #targets = new PatternSet()
  /** Of patterns, for suggestions. */
  readonly #known: readonly string[]
  #unmatched = 0
  #module!: TestedModule

  constructor(program: TestedProgram) {
    this.#program = program
    for (const use of program.patterns) this.#targets.add(use)
    this.#known = program.patterns.slice(0, MOST_SUGGESTED_FROM).map(({ pattern: { kind, name } }) => {
      return kind === 'prefix' ? `${name}.*` : name
    })
  }

  module(tests: readonly TestBlock[], module: TestedModule): ProgramTest[] {
    this.#module = module
    this.#reportDuplicates(tests, 'tests')
    const start = { draft: EMPTY_DRAFT, isFaulty: this.#program.isFaulty }
    return tests.map((test) => this.#block(test, start, module.name))
  }

  // Recursion is bounded by the limit on brackets.
  #block({ name, steps, span }: TestBlock, inherited: Inherited, module = ''): ProgramTest {
    const cases = steps.filter((step) => step.kind === 'case')
    const given: GivenStep[] = []
    let { draft, isFaulty } = inherited
    // The target first: it says what the inputs are.
    const ordered = [...steps].sort((one, other) => Number(isTarget(other)) - Number(isTarget(one)))
    const scope = this.#module.scope.inner()
    const places = new Set<string>()
    for (const step of ordered) {
      if (step.kind !== 'given' && step.kind !== 'without') continue
      scope.refine(this.#module.refine(targetOf(draft)))
      const lowered =
        step.kind === 'given' ? this.#given(step, scope, draft) : this.#without(step, scope, draft)
      if (lowered === null) {
        isFaulty = true
        continue
      }
      const place = lowered.op === 'now' ? 'now' : formatPointer(lowered.path)
      if (places.has(place))
        this.#duplicate(`the block says twice what ${writeStepPlace(lowered)} holds`, step.span)
      places.add(place)
      const changed = applyStep(draft, lowered)
      if (typeof changed === 'string') this.#error('policy/test-place', changed, step.place.span)
      else draft = changed
      isFaulty ||= typeof changed === 'string'
      given.push(lowered)
    }
    const approvals = steps
      .filter((step) => step.kind === 'approved')
      .map((step) => this.#approval(step, scope, draft))
      .filter((approval) => approval !== null)
    const expected = steps
      .filter((step) => step.kind === 'expect')
      .map(({ expectation, span: place }) => this.#expectation(expectation, place, scope, draft))
      .filter((expectation) => expectation !== null)
    // Where something could not be read it may be an expectation.
    if (!this.#program.isFaulty && steps.every(({ kind }) => kind !== 'expect' && kind !== 'case')) {
      const help = 'write what shall come of it: expect deny'
      this.#error('policy/incomplete-test', 'the case expects nothing', name.span, help)
    }
    if (!isFaulty && steps.some(({ kind }) => kind === 'expect')) this.#checkTarget(draft, name.span)
    this.#reportDuplicates(cases, 'cases')
    return {
      name: name.text,
      module,
      given,
      approvals,
      expected,
      cases: cases.map((inner) => this.#block(inner, { draft, isFaulty })),
      span,
    }
  }

  #checkTarget(draft: DraftRequest, span: Span): void {
    const { target } = draft.request
    if (target === undefined) {
      const help = 'write given target = "k8s.Pod.create"'
      this.#error('policy/incomplete-test', 'the case has no target', span, help)
      return
    }
    // Nothing is said of longer ones, which take time by the square of their length.
    if (typeof target !== 'string' || target === '' || target.length > MAX_NAME_LENGTH) return
    if (this.#targets.overlapping({ kind: 'exact', name: target }) !== undefined) return
    this.#unmatched += 1
    const meant = this.#unmatched > MOST_SUGGESTIONS ? undefined : suggestName(target, this.#known)
    const help = meant === undefined ? undefined : `did you mean ${meant}?`
    this.#module.scope.sink.warning('policy/unmatched-target', `no policy is about ${target}`, span, help)
  }

  #given(step: Of<'given'>, scope: NameScope, draft: DraftRequest): GivenStep | null {
    const place = this.#place(step.place, scope, draft, step.untyped)
    const value = this.#valueOf(step.value, scope, draft)
    if (place === null || value === undefined) return null
    const { path, type } = place
    if (path[0] === 'now') {
      if (path.length === 1 && Number.isSafeInteger(value)) return { op: 'now', value: value as number }
      const help = 'write a time: time("2026-01-31T12:00:00Z")'
      return this.#error('policy/type-clash', 'now is a whole number of milliseconds', step.value.span, help)
    }
    const misfit = step.untyped ? null : misfitOf(value, type, writePath(path))
    if (misfit !== null) return this.#error(misfit.code, misfit.message, step.value.span, misfit.help)
    return { op: 'set', path, json: JSON.stringify(value) }
  }

  #without(step: Of<'without'>, scope: NameScope, draft: DraftRequest): GivenStep | null {
    const place = this.#place(step.place, scope, draft, false)
    if (place === null) return null
    const { path } = place
    if (path[0] === 'now') {
      return this.#error('policy/test-place', 'there is no decision without `now`', step.place.span)
    }
    const removed = applyStep(draft, { op: 'remove', path })
    if (removed === draft && !this.#program.isFaulty) {
      const message = `${writePath(path)} is not given, so there is nothing to leave out`
      this.#module.scope.sink.warning('policy/test-place', message, step.span)
    }
    return { op: 'remove', path }
  }

  #approval(step: Of<'approved'>, scope: NameScope, draft: DraftRequest): GivenApproval | null {
    const by = this.#textOf(step.by, 'who approves', scope, draft)
    const groups = step.groups.map((node) => this.#groupsOf(node, scope, draft))
    const at = step.at === null ? null : this.#valueOf(step.at, scope, draft)
    if (by === null || at === undefined || groups.some((found) => found === null)) return null
    if (at !== null && !Number.isSafeInteger(at)) {
      const help = 'write a time: now - 1h, or time("2026-01-31T12:00:00Z")'
      return this.#error(
        'policy/type-clash',
        'an approval has a whole number of milliseconds',
        step.at!.span,
        help,
      )
    }
    return { by, groups: groups.flatMap((found) => found ?? []), at: at as number | null }
  }

  #groupsOf(node: Expression, scope: NameScope, draft: DraftRequest): readonly string[] | null {
    const value = this.#valueOf(node, scope, draft)
    if (value === undefined) return null
    const groups = Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
    if (groups.every((group) => typeof group === 'string')) return groups
    return this.#error('policy/type-clash', 'a group is a string or a list of strings', node.span)
  }

  #expectation(
    expectation: Expectation,
    span: Span,
    scope: NameScope,
    draft: DraftRequest,
  ): ProgramExpectation | null {
    switch (expectation.kind) {
      case 'obligation':
        return { op: 'obligation', negated: expectation.negated, name: expectation.name, span }
      case 'fix':
        return this.#expectedFix(expectation, span, scope, draft)
      case 'finding': {
        const { negated, finding, message, policy, at } = expectation
        const text = message === null ? null : this.#textOf(message, 'the text', scope, draft)
        const place = at === null ? null : this.#place(at, scope, draft, true)
        const named = policy === null ? null : this.#policy(policy)
        if ((message !== null && text === null) || (at !== null && place === null)) return null
        if (policy !== null && named === null) return null
        const pointer = place === null ? null : formatPointer(place.path)
        return { op: 'finding', negated, finding, text, policy: named, pointer, span }
      }
    }
  }

  #expectedFix(
    { fix, place: written, value: node }: Expectation & { readonly kind: 'fix' },
    span: Span,
    scope: NameScope,
    draft: DraftRequest,
  ): ProgramExpectation | null {
    const path = written === null ? [] : this.#place(written, scope, draft, true)?.path
    if (path === undefined) return null
    if (fix !== 'set') return { op: fix === 'remove' ? 'noValue' : 'noFix', path, span }
    const value = this.#valueOf(node!, scope, draft)
    return value === undefined ? null : { op: 'fix', path, json: JSON.stringify(value), span }
  }

  /** A policy of the same module by its own name, or any by its full name. */
  #policy({ text, span }: Name): string | null {
    const { name: module, scope } = this.#module
    const { policies } = this.#program
    const { observer } = scope.sink
    const prefix = module === '' ? '' : `${module}.`
    const found = [`${prefix}${text}`, text].find((name) => policies.has(name))
    if (found !== undefined) {
      observer?.saw(span, policyFacts(found, policies.get(found)!))
      return found
    }
    if (scope.sink.isFull(span.path)) return null
    const known = [...policies.keys()].slice(0, MOST_SUGGESTED_FROM)
    const own = known.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
    const names = [...new Set([...own, ...known])]
    if (observer?.marker === text) observer.offer(names.map((name) => policyFacts(name, null)))
    const meant = suggestName(text, names)
    const help =
      meant === undefined ? 'a policy of another module is written module.name' : `did you mean ${meant}?`
    return this.#error('policy/unknown-name', `there is no policy ${text}`, span, help)
  }

  /** A path of an input, of `target`, `now` or `approvals`; its type is looked at unless anything may stand there. */
  #place(
    node: Expression,
    scope: NameScope,
    draft: DraftRequest,
    untyped: boolean,
  ): { readonly path: RequestPath; readonly type: Type } | null {
    const root = node.kind === 'path' ? node.base : node
    const steps = node.kind === 'path' ? node.steps : []
    if (root.kind !== 'name') return this.#error('policy/test-place', NO_PLACE, node.span, PLACES)
    const { sink } = scope
    const before = sink.errorsIn(node.span.path)
    // Approvals of any request can be handed in; everywhere else the name is reserved.
    const isReserved = root.name === 'approvals'
    const lowered = isReserved ? null : this.#program.values.place(untyped ? root : node, scope)
    if (sink.errorsIn(node.span.path) > before) return null
    if (lowered !== null && root.name !== 'target' && root.name !== 'now') {
      const binding = scope.find(root.name)
      if (binding?.kind === 'broken') return null
      if (binding?.kind !== 'input') return this.#error('policy/test-place', NO_PLACE, node.span, PLACES)
    }
    const path: (string | number)[] = [root.name]
    for (const step of steps) {
      if (step.kind !== 'index') {
        if (step.kind === 'optional') {
          return this.#error('policy/test-place', 'a place is written without `?.`', step.span, 'write `.`')
        }
        path.push(step.name)
        continue
      }
      const key = this.#valueOf(step.key, scope, draft)
      if (key === undefined) return null
      if (typeof key !== 'string' && !(Number.isSafeInteger(key) && (key as number) >= 0)) {
        return this.#error('policy/test-place', 'an index is a string or a whole number', step.key.span)
      }
      path.push(key as string | number)
    }
    return { path, type: lowered?.type ?? { kind: 'json' } }
  }

  #textOf(node: Expression, what: string, scope: NameScope, draft: DraftRequest): string | null {
    const value = this.#valueOf(node, scope, draft)
    if (value === undefined) return null
    return typeof value === 'string'
      ? value
      : this.#error('policy/type-clash', `${what} is a string`, node.span)
  }

  #valueOf(node: Expression, scope: NameScope, draft: DraftRequest): JsonValue | undefined {
    const moment = { target: targetOf(draft), now: draft.now }
    return this.#program.values.valueOf(node, scope, moment, this.#program.isFaulty)
  }

  #reportDuplicates(blocks: readonly TestBlock[], what: 'tests' | 'cases'): void {
    const known = new Set<string>()
    for (const { name } of blocks) {
      if (known.has(name.text)) this.#duplicate(`there are two ${what} "${name.text}"`, name.span)
      known.add(name.text)
    }
  }

  #duplicate(message: string, span: Span): void {
    this.#error('policy/duplicate-name', message, span)
  }

  #error(code: string, message: string, span: Span, help?: string): null {
    this.#module.scope.sink.error(code, message, span, help)
    return null
  }
}

/** A misspelt name is compared with so many known ones at most, and so many misspelt ones are. */
const MOST_SUGGESTED_FROM = 2_000
const MOST_SUGGESTIONS = 200

const NO_PLACE = 'this is no place in the request'
const PLACES = 'name target, now, or a path of an input'

function policyFacts(name: string, declaredAt: Span | null): NameFacts {
  return { name, kind: 'policy', type: '', documentation: '', declaredAt }
}

function isTarget(step: TestStep): boolean {
  return step.kind === 'given' && step.place.kind === 'name' && step.place.name === 'target'
}

function targetOf({ request }: DraftRequest): string {
  return typeof request.target === 'string' ? request.target : ''
}

function writeStepPlace(step: GivenStep): string {
  return step.op === 'now' ? 'now' : writePath(step.path)
}
