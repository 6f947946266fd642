import type { NameFacts } from '../syntax/name-observer.js'
import { type MemberType, writeType } from '../typing/type.js'
import type { FunctionFacts } from './function-table.js'
import type { ModuleExports } from './module-exports.js'
import type { Binding } from './name-scope.js'

/** What an editor shows of a name that stands for a value, a module or an enum. */
export function factsOfBinding(
  name: string,
  binding: Exclude<Binding, { readonly kind: 'broken' }>,
): NameFacts {
  const declaredAt = binding.span
  switch (binding.kind) {
    case 'input':
      return {
        name,
        kind: 'input',
        type: writeType(binding.type),
        documentation: binding.documentation,
        declaredAt,
      }
    case 'constant': {
      const kind = binding.isParameter ? 'parameter' : 'constant'
      const type = writeType(binding.facts.type)
      return { name, kind, type, documentation: binding.documentation, declaredAt }
    }
    case 'local':
      return { name, kind: 'variable', type: writeType(binding.facts.type), documentation: '', declaredAt }
    case 'enum': {
      const words = [...binding.type.words].join(', ')
      return {
        name,
        kind: 'enum',
        type: `enum { ${words} }`,
        documentation: binding.documentation,
        declaredAt,
      }
    }
    case 'module':
      return { name, kind: 'module', type: `module ${binding.exports.module}`, documentation: '', declaredAt }
  }
}

export function factsOfFunction(
  name: string,
  { parameters, result, documentation, span }: FunctionFacts,
): NameFacts {
  const listed = parameters.map((parameter) => `${parameter.name}: ${writeType(parameter.type)}`).join(', ')
  return {
    name,
    kind: 'function',
    type: `(${listed}): ${writeType(result)}`,
    documentation,
    declaredAt: span,
  }
}

export function factsOfMember(name: string, { type, optional }: MemberType): NameFacts {
  const written = `${writeType(type)}${optional ? ', may be absent' : ''}`
  return { name, kind: 'member', type: written, documentation: '', declaredAt: null }
}

/** What a module lets others use. */
export function factsOfExports({ values, functions }: ModuleExports): NameFacts[] {
  const facts: NameFacts[] = []
  for (const [name, { what, exported }] of values) {
    if (exported && what.kind !== 'broken') facts.push(factsOfBinding(name, what))
  }
  for (const [name, { what, exported }] of functions) if (exported) facts.push(factsOfFunction(name, what))
  return facts
}

/** `target` and `now`, which are always there. */
export function builtInFacts(name: string): NameFacts {
  const [type, documentation] =
    name === 'now'
      ? ['time', 'The time of the decision, in milliseconds.']
      : ['string', 'The target of the request: type and action.']
  return { name, kind: 'input', type, documentation, declaredAt: null }
}
