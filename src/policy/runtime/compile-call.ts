import { builtIn } from './built-ins.js'
import { type Compiled, type Evaluate, invalidProgram } from './compiled.js'
import type { Expression } from './program.js'
import { evaluateAll, folded } from './strict-operands.js'
import { Unknown } from './unknown.js'

/** A call of a built-in function. */
export function compileCall(
  node: Expression & { readonly op: 'call' },
  operands: readonly Compiled[],
): Compiled {
  const called = builtIn(node.name)
  if (called === undefined) throw invalidProgram(`there is no function ${node.name}`)
  if (operands.length < called.parameters.length) throw invalidProgram(`${node.name} needs more arguments`)
  const run: Evaluate = (context) => {
    const values = evaluateAll(operands, context)
    return values instanceof Unknown ? values : called.run(values, node.at, context)
  }
  return folded(operands, run)
}
