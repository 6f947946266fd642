import type { JsonValue } from '../../core/index.js'
import type {
  CompareOperator,
  Expression,
  Fix,
  PathStep,
  Program,
  ProgramPolicy,
  Statement,
} from '../runtime/program.js'
import { Unknown } from '../runtime/unknown.js'
import { NO_BINDINGS } from '../specialize/binding.js'
import { Knowledge } from '../specialize/knowledge.js'
import { KnownEvaluator } from '../specialize/known-evaluator.js'
import { KnownParts } from '../specialize/known-parts.js'
import { ANY_ITEM, type Atom, type PlaceFacts, type Reader, type Scalar } from './place-facts.js'
import { sampleText } from './sample-text.js'

/** What becomes of the value of an expression: noted of each place that it may come from. */
interface Use {
  /** `shown`: nothing is decided by it. `data`: it becomes a part of what is decided. */
  readonly mode: 'decides' | 'data' | 'shown'
  readonly note: (facts: PlaceFacts, readers: readonly Reader[]) => void
}

/** Hands a use on to the places that a name in view stands for. */
type Names = ReadonlyMap<string, (use: Use) => void>

type AtomWords = Atom extends infer Kind ? (Kind extends Atom ? Omit<Kind, 'readers'> : never) : never

const SHOWN: Use = { mode: 'shown', note: () => {} }
const FLAG: Use = noting({ op: 'flag' })
const MEMBERS: Use = noting({ op: 'members' })
const HAS: Use = noting({ op: 'has' })
const NAMES: Use = noting({ op: 'names' })
const DATA: Use = { ...noting({ op: 'data' }), mode: 'data' }
const ITEMS: Use = {
  mode: 'decides',
  note: (facts, readers) => {
    facts.add({ op: 'items', readers } as Atom)
    facts.reasons.add('lists of more than two items are not tried')
  },
}

const FLIPPED: Readonly<Partial<Record<CompareOperator, CompareOperator>>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/** Enough for what a policy is; functions and names that double one another take no time without end. */
const MOST_VISITS = 200_000

/** Gathers what the policies of a program do with each place of a request. */
export class PlaceCollector {
  readonly #program: Program
  readonly #parts: KnownParts
  readonly #root: PlaceFacts
  readonly #now: PlaceFacts
  #visits = 0

  constructor(program: Program, root: PlaceFacts, now: PlaceFacts) {
    const nothing = new Knowledge('*', {}, [], [])
    this.#program = program
    this.#parts = new KnownParts(program, nothing, new KnownEvaluator(program, nothing))
    this.#root = root
    this.#now = now
  }

  /** Whether the policies were too large to be gone through. */
  get isCutShort(): boolean {
    return this.#visits > MOST_VISITS
  }

  policy(policy: ProgramPolicy): void {
    this.#block(policy.body, new Map())
  }

  #block(body: readonly Statement[], outer: Names): void {
    let names = outer
    for (const statement of body) {
      switch (statement.op) {
        case 'let': {
          const inner = names
          names = new Map([...names, [statement.name, (use) => this.#visit(statement.value, inner, use)]])
          break
        }
        case 'when':
          this.#visit(statement.condition, names, FLAG)
          this.#block(statement.body, names)
          this.#block(statement.otherwise, names)
          break
        case 'for': {
          const inner = this.#loop(statement.names, statement.list, names)
          for (const where of statement.where) this.#visit(where, inner, FLAG)
          this.#block(statement.body, inner)
          break
        }
        case 'effect':
          this.#all([...statement.message, ...statement.pointer], names, SHOWN)
          this.#fixes(statement.fixes, names)
          break
        case 'fix':
          this.#fixes(statement.fixes, names)
          break
        case 'approvals':
          this.#all([statement.quota, statement.within], names, unclear('numbers of approvals and ages'))
          this.#all(
            [...statement.from, ...statement.including.flat(), ...statement.distinctFrom],
            names,
            NAMES,
          )
          for (const { to, after, since } of statement.escalation) {
            this.#all(to, names, NAMES)
            this.#visit(after, names, unclear(ESCALATIONS))
            this.#visit(since, names, sampled([SOME_TIME], ESCALATIONS))
          }
          this.#all(statement.message, names, SHOWN)
          break
        case 'obligation':
          this.#visit(statement.data, names, DATA)
          this.#all(statement.message, names, SHOWN)
          break
      }
    }
  }

  #fixes(fixes: readonly Fix[], names: Names): void {
    const fixed = unclear('what fixes change')
    for (const { place, value } of fixes) this.#all([place, ...value], names, fixed)
  }

  /** Gives the names in view inside a loop. */
  #loop(variables: readonly string[], list: Expression, names: Names): Names {
    this.#visit(list, names, ITEMS)
    const items = (use: Use): void => {
      const note: Use['note'] = (facts) => use.note(facts.child(ANY_ITEM), [])
      this.#visit(list, names, { ...use, note })
    }
    return new Map([
      ...names,
      ...variables.map((name, index) => [name, index === 0 ? items : () => {}] as const),
    ])
  }

  #all(nodes: readonly Expression[], names: Names, use: Use): void {
    for (const node of nodes) this.#visit(node, names, use)
  }

  #visit(node: Expression, names: Names, use: Use): void {
    this.#visits += 1
    if (this.isCutShort) return
    switch (node.op) {
      case 'literal':
        return
      case 'now':
        use.note(this.#now, [])
        return
      case 'root':
        use.note(this.#root.child(node.name), [])
        return
      case 'target':
        use.note(this.#root.child('target'), [])
        return
      case 'local':
        names.get(node.name)?.(use)
        return
      case 'constant': {
        const constant = this.#program.constants.find(({ name }) => name === node.name)
        if (constant !== undefined) this.#visit(constant.value, new Map(), use)
        return
      }
      case 'path':
        this.#path(node.base, node.steps, names, use)
        return
      case 'read': {
        const kind = node.as === 'int' ? 'int' : 'amount'
        const reader: Reader = node.nullable ? `nullable ${kind}` : kind
        this.#visit(node.value, names, through(use, reader))
        return
      }
      case 'required':
        this.#visit(node.value, names, through(use, 'required'))
        return
      case 'coalesce': {
        const last = node.items.length - 1
        node.items.forEach((item, index) => {
          const note: Use['note'] = (facts, readers) => {
            if (index < last && use.mode !== 'shown') facts.add({ op: 'absence', readers } as Atom)
            use.note(facts, readers)
          }
          this.#visit(item, names, { ...use, note })
        })
        return
      }
      case 'if':
        this.#visit(node.condition, names, use.mode === 'shown' ? SHOWN : FLAG)
        this.#all([node.chosen, node.otherwise], names, use)
        return
      case 'apply': {
        const called = this.#program.functions.find(({ name }) => name === node.name)
        if (called === undefined) return
        const parameters = called.parameters.map((name, index) => {
          const argument = node.items[index]!
          return [name, (inner: Use) => this.#visit(argument, names, inner)] as const
        })
        this.#visit(called.body, new Map(parameters), use)
        return
      }
      case 'concat':
        for (const item of node.items) {
          this.#visit(item, names, use.mode === 'shown' ? SHOWN : ITEMS)
          this.#visit(item, names, use)
        }
        return
      default:
        this.#computed(node, names, use)
    }
  }

  /** What makes a new value of its operands. */
  #computed(node: Expression, names: Names, use: Use): void {
    const isShown = use.mode === 'shown'
    const flag = isShown ? SHOWN : FLAG
    const parts = isShown || use.mode === 'data' ? use : unclear('values that are computed')
    switch (node.op) {
      case 'and':
      case 'or':
        this.#all(node.items, names, flag)
        return
      case 'not':
        this.#visit(node.operand, names, flag)
        return
      case 'has':
        this.#visit(node.path, names, isShown ? SHOWN : HAS)
        return
      case 'compare':
        if (isShown) this.#all([node.left, node.right], names, SHOWN)
        else this.#compare(node, names)
        return
      case 'matches': {
        const sample = sampleText(this.#program.patterns[node.pattern]!.regex)
        this.#visit(node.text, names, isShown ? SHOWN : sampled(sample === null ? [] : [sample]))
        return
      }
      case 'quantifier':
        this.#visit(node.body, this.#loop(node.names, node.list, names), flag)
        return
      case 'comprehension': {
        const inner = this.#loop(node.names, node.list, names)
        this.#all(node.where, inner, flag)
        this.#visit(node.item, inner, parts)
        return
      }
      case 'arithmetic':
        this.#all([node.first, ...node.rest.map(({ operand }) => operand)], names, isShown ? SHOWN : COMPUTED)
        return
      case 'negate':
        this.#visit(node.operand, names, isShown ? SHOWN : COMPUTED)
        return
      case 'call': {
        const constants = node.items
          .map((item) => this.#constant(item))
          .filter((value) => typeof value === 'string')
        this.#all(node.items, names, isShown ? SHOWN : sampled(constants as string[]))
        return
      }
      case 'list':
      case 'object':
      case 'template':
        this.#all(node.items, names, parts)
        return
      default:
    }
  }

  #compare(node: Expression & { readonly op: 'compare' }, names: Names): void {
    const { operator, left, right } = node
    const constant = this.#constant(right)
    if (isComparable(operator, constant)) {
      this.#visit(left, names, noting({ op: 'compare', operator, value: constant }))
      return
    }
    const other = this.#constant(left)
    const flipped = FLIPPED[operator]
    if (isScalar(other) && flipped !== undefined) {
      this.#visit(right, names, noting({ op: 'compare', operator: flipped, value: other }))
      return
    }
    if (isScalar(other) && operator === 'in') {
      this.#visit(right, names, contained(other))
      return
    }
    this.#all([left, right], names, unclear('values of the request that are compared with each other'))
  }

  /** The value of what reads nothing of a request. */
  #constant(node: Expression): JsonValue | undefined {
    const value = this.#parts.valueOf(node, NO_BINDINGS)
    return value instanceof Unknown ? undefined : value
  }

  #path(base: Expression, steps: readonly PathStep[], names: Names, use: Use): void {
    const keys = steps.map((step) => {
      if (step.op !== 'index') return step.name
      const key = this.#constant(step.key)
      if (key === undefined) this.#visit(step.key, names, use.mode === 'shown' ? SHOWN : DYNAMIC_KEY)
      return typeof key === 'string' ? key : null
    })
    const note: Use['note'] = (facts) => {
      let place = facts
      steps.forEach((step, index) => {
        const key = keys[index]!
        if (use.mode !== 'shown') (key === null ? ITEMS : MEMBERS).note(place, [])
        if (key === null && step.op === 'index' && this.#constant(step.key) === undefined) {
          DYNAMIC_KEY.note(place, [])
        }
        place = place.child(key ?? ANY_ITEM)
      })
      use.note(place, [])
    }
    this.#visit(base, names, { ...use, note })
  }
}

const COMPUTED: Use = unclear('values that are computed')
const DYNAMIC_KEY: Use = unclear('members whose names are computed')

function noting(atom: AtomWords): Use {
  return { mode: 'decides', note: (facts, readers) => facts.add({ ...atom, readers } as Atom) }
}

function unclear(reason: string): Use {
  return { mode: 'decides', note: (facts) => facts.reasons.add(reason) }
}

const ESCALATIONS = 'times of escalations'
const SOME_TIME = '1970-01-01T00:00:00Z'

function sampled(
  samples: readonly string[],
  reason: string = 'what functions and regular expressions find in texts',
): Use {
  return {
    mode: 'decides',
    note: (facts) => {
      facts.reasons.add(reason)
      for (const sample of samples) facts.samples.add(sample)
    },
  }
}

function contained(value: Scalar): Use {
  return {
    mode: 'decides',
    note: (facts, readers) => {
      facts.add({ op: 'contains', value, readers })
      facts.reasons.add('lists of more than two items are not tried')
    },
  }
}

/** A reader comes after those nearer to the place. */
function through(use: Use, reader: Reader): Use {
  return { ...use, note: (facts, readers) => use.note(facts, [...readers, reader]) }
}

function isScalar(value: JsonValue | undefined): value is Scalar {
  return value !== undefined && (typeof value !== 'object' || value === null)
}

function isComparable(
  operator: CompareOperator,
  value: JsonValue | undefined,
): value is Scalar | readonly Scalar[] {
  if (operator !== 'in') return isScalar(value)
  return Array.isArray(value) && (value as readonly JsonValue[]).every(isScalar)
}
