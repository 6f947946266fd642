import type { Span } from '../../core/index.js'
import type { Declaration, Name, SourceFile, TestBlock } from '../syntax/ast.js'
import type { PolicyAnalysis } from './analyze-policy.js'

/** A declaration in an outline. */
export interface PolicySymbol {
  readonly name: string
  readonly kind:
    | 'module'
    | 'input'
    | 'enum'
    | 'constant'
    | 'type'
    | 'function'
    | 'policy'
    | 'parameter'
    | 'member'
    | 'test'
    | 'case'
  /** What stands beside the name: the targets of a policy, the documentation of a function. */
  readonly detail: string
  /** Of the name. */
  readonly span: Span
  readonly children: readonly PolicySymbol[]
}

/** The declarations of one source. */
export interface Outline {
  readonly path: string
  readonly symbols: readonly PolicySymbol[]
}

export function outlineOf({ path, declarations }: SourceFile): Outline {
  return { path: path ?? '', symbols: declarations.flatMap((declaration) => symbolOf(declaration) ?? []) }
}

/** The outline of the sources, in the order of their texts; of one of them, where a path is given. */
export function symbols({ outlines }: PolicyAnalysis, path?: string): PolicySymbol[] {
  return outlines
    .filter((outline) => path === undefined || outline.path === path)
    .flatMap((outline) => outline.symbols)
}

function symbolOf(declaration: Declaration): PolicySymbol | null {
  switch (declaration.kind) {
    case 'module':
      return { name: declaration.name, kind: 'module', detail: '', span: declaration.span, children: [] }
    case 'input':
      return leaf(declaration.name, 'input', declaration.documentation)
    case 'let':
      return leaf(declaration.name, 'constant', declaration.documentation)
    case 'fn': {
      const children = declaration.parameters.map(({ name }) => leaf(name, 'parameter', ''))
      return { ...leaf(declaration.name, 'function', declaration.documentation), children }
    }
    case 'enum': {
      const children = declaration.members.map((name) => leaf(name, 'member', ''))
      return { ...leaf(declaration.name, 'enum', declaration.documentation), children }
    }
    case 'type': {
      const { type } = declaration
      const members = type.kind === 'object' ? type.members : []
      const children = members.map(({ name }) => leaf(name, 'member', ''))
      return { ...leaf(declaration.name, 'type', declaration.documentation), children }
    }
    case 'policy': {
      const targets = declaration.targets.map(({ kind, name }) => {
        return kind === 'every' ? '*' : kind === 'prefix' ? `${name}.*` : name
      })
      const children = declaration.parameters.map(({ name }) => leaf(name, 'parameter', ''))
      return { ...leaf(declaration.name, 'policy', `on ${targets.join(', ')}`), children }
    }
    case 'test':
      return testSymbol(declaration, 'test')
    default:
      return null
  }
}

// Recursion is bounded by the limit on brackets.
function testSymbol({ name, steps }: TestBlock, kind: 'test' | 'case'): PolicySymbol {
  const cases = steps.filter((step) => step.kind === 'case')
  return { ...leaf(name, kind, ''), children: cases.map((inner) => testSymbol(inner, 'case')) }
}

function leaf({ text, span }: Name, kind: PolicySymbol['kind'], detail: string): PolicySymbol {
  return { name: text, kind, detail, span, children: [] }
}
