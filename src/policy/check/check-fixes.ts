import type { Expression, Fix, Statement } from '../runtime/program.js'
import type { CheckTools } from './check-tools.js'
import type { ConditionSolver } from './condition-solver.js'
import { constantValue, type Scalar } from './constant-value.js'

/** Fixes of one block, which always apply together: those that exclude one another or that change nothing. */
export function checkFixes(body: readonly Statement[], tools: CheckTools, solver: ConditionSolver): void {
  const fixes: Fix[] = []
  for (const statement of body) {
    if (statement.op === 'effect' || statement.op === 'fix')
      for (const fix of statement.fixes) fixes.push(fix)
  }
  if (fixes.length === 0) return
  const known = new Map<number, Fix>()
  for (const fix of fixes) {
    checkPlace(fix, tools, solver)
    if (fix.computed) continue
    const number = tools.numbers.placeOf(fix.place)
    const other = known.get(number)
    if (other === undefined) known.set(number, fix)
    else if (differ(fix, other, tools)) reportConflict(fix, other, 'the same place', tools)
  }
  if (known.size < 2) return
  for (const fix of known.values()) {
    for (const around of tools.numbers.placesAround(fix.place)) {
      const other = known.get(around)
      if (other !== undefined) reportConflict(fix, other, 'what this place is in', tools)
    }
  }
}

function checkPlace(fix: Fix, tools: CheckTools, solver: ConditionSolver): void {
  const span = tools.excerpts.span(fix.at)
  if (!fix.computed && rootOf(fix.place, tools).op === 'target') {
    const message = 'a fix cannot change the target: with another one it would be another request'
    tools.warn('policy/fix-of-target', message, span, 'fix an input of the request')
    return
  }
  const [value] = fix.value
  if (fix.computed || value === undefined) return
  const held = constantValue(value, tools.numbers)?.value
  if (held === undefined || Array.isArray(held) || fix.operation === 'add') return
  if (!solver.isAt(fix.place, held as Scalar)) return
  const message = 'this fix changes nothing: its condition says that the place holds the value already'
  tools.warn('policy/idle-fix', message, span, 'write what the place should hold instead')
}

/** Values that are computed may turn out equal. */
function differ(one: Fix, other: Fix, { numbers }: CheckTools): boolean {
  const [first, second] = [one.value[0], other.value[0]]
  if (first === undefined || second === undefined) return first !== second
  if (numbers.of(first) === numbers.of(second)) return false
  const [left, right] = [constantValue(first, numbers), constantValue(second, numbers)]
  return left !== null && right !== null && !Array.isArray(left.value) && left.value !== right.value
}

function reportConflict(fix: Fix, other: Fix, what: string, tools: CheckTools): void {
  const { excerpts } = tools
  const line = excerpts.lineFrom(other.at, fix.at)
  const where = line === '' ? 'another fix on this line' : `the fix in ${line}`
  const message = `${where} changes ${what} otherwise: none of them is ever applied`
  tools.warn('policy/conflicting-fixes', message, excerpts.span(fix.at), 'keep one of them')
}

/** What a place begins with, also where a name stands for a place. */
function rootOf(place: Expression, { numbers }: CheckTools): Expression {
  let root = numbers.behind(place)
  while (root.op === 'path') root = numbers.behind(root.base)
  return root
}
