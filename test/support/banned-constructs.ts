import { isBuiltin } from 'node:module'
import ts from 'typescript'
import { placeOf, type SourceFile, walkSource } from './source-files.js'
import { typeNameAt } from './type-name-at.js'

/** What IEEE 754 and ECMAScript fix to the last bit (law 1). */
const EXACT_MATH = new Set([
  'floor',
  'abs',
  'sqrt',
  'imul',
  'clz32',
  'fround',
  'min',
  'max',
  'trunc',
  'sign',
  'round',
])

/** Globals whose answer depends on when or where the program runs. */
const CLOCKS = new Set(['Date', 'performance', 'Temporal'])
const UNSTEADY = new Set(['Intl', 'eval'])

/** Methods whose answer depends on the locale, on the engine's Unicode tables, or on chance. */
const UNSTEADY_METHODS = new Set([
  'localeCompare',
  'toLowerCase',
  'toUpperCase',
  'normalize',
  'getRandomValues',
  'randomUUID',
  'randomBytes',
])

/** Newer than ES2022, which is what the package is built for: bare engines of that year have none of them. */
const NEWER_METHODS = new Set([
  'findLast',
  'findLastIndex',
  'toReversed',
  'toSorted',
  'toSpliced',
  'with',
  'groupBy',
  'isWellFormed',
  'toWellFormed',
  'fromAsync',
])

const TYPED_ARRAY = /^(?:Int|Uint|BigInt|BigUint|Float)\d+(?:Clamped)?Array$/

/**
 * The constructs of a file under src/ that DESIGN §5 (laws 1 and 8) bans, each as `file:line: what`. Comments, strings
 * and types are not code and are passed over.
 */
export function bannedConstructs(file: SourceFile): string[] {
  const mayReadClock = file.path.startsWith('src/cli/')
  const mayUseNode = mayReadClock || /^src\/ledger\/file(?:\.ts$|\/)/.test(file.path)
  const found: string[] = []
  walkSource(file, (node, source) => {
    const what =
      bannedIn(node, mayReadClock) ?? bareSort(node, file) ?? (mayUseNode ? undefined : importOfNode(node))
    if (what !== undefined) found.push(`${placeOf(node, source)}: ${what}`)
  })
  return found
}

function bannedIn(node: ts.Node, mayReadClock: boolean): string | undefined {
  if (ts.isIdentifier(node) && isGlobalUse(node)) return bannedGlobal(node, mayReadClock)
  if (ts.isPropertyAccessExpression(node)) return bannedMember(node.name.text)
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return bannedMember(node.argumentExpression.text)
  }
  if (node.kind === ts.SyntaxKind.AsteriskAsteriskToken) return '** (inexact; multiply)'
  if (node.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken) return '**= (inexact; multiply)'
  if (ts.isRegularExpressionLiteral(node)) return unicodeProperty(node.text)
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return bannedPattern(node)
  return undefined
}

function bannedGlobal(node: ts.Identifier, mayReadClock: boolean): string | undefined {
  const { text: name, parent } = node
  if (name === 'Math') {
    if (!ts.isPropertyAccessExpression(parent) || parent.name === node) return 'Math (name the function)'
    return EXACT_MATH.has(parent.name.text) ? undefined : `Math.${parent.name.text}`
  }
  if (CLOCKS.has(name)) return mayReadClock ? undefined : `${name} (times are passed in)`
  // `Function.prototype` is harmless; making code from text is not.
  if (name === 'Function') return isCallee(node) ? 'Function(…)' : undefined
  return UNSTEADY.has(name) ? name : undefined
}

function bannedMember(name: string): string | undefined {
  if (NEWER_METHODS.has(name)) return `.${name} (newer than ES2022)`
  return UNSTEADY_METHODS.has(name) || name.startsWith('toLocale') ? `.${name}` : undefined
}

function bareSort(node: ts.Node, file: SourceFile): string | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length > 0) return undefined
  const { expression } = node
  if (!ts.isPropertyAccessExpression(expression)) return undefined
  if (expression.name.text !== 'sort') return undefined
  // Typed arrays sort by number, and ECMAScript fixes where -0 and NaN go.
  if (TYPED_ARRAY.test(typeNameAt(file, expression.expression) ?? '')) return undefined
  return '.sort() without a comparator'
}

function bannedPattern(node: ts.CallExpression | ts.NewExpression): string | undefined {
  const [pattern] = node.arguments ?? []
  const isRegExp = ts.isIdentifier(node.expression) && node.expression.text === 'RegExp'
  return isRegExp && pattern !== undefined && ts.isStringLiteralLike(pattern)
    ? unicodeProperty(pattern.text)
    : undefined
}

function unicodeProperty(pattern: string): string | undefined {
  return /\\p\{/i.test(pattern) ? '\\p{…} (depends on the Unicode version of the engine)' : undefined
}

function importOfNode(node: ts.Node): string | undefined {
  const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
  const isCall =
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(node.expression) && node.expression.text === 'require'))
  const specifier = isImport ? node.moduleSpecifier : isCall ? node.arguments[0] : undefined
  if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return undefined
  return isBuiltin(specifier.text) ? `import of ${specifier.text}` : undefined
}

function isCallee(node: ts.Identifier): boolean {
  const { parent } = node
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node
}

/** True where the identifier is read as a value, by itself or as a member of `globalThis`. */
function isGlobalUse(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return ts.isIdentifier(parent.expression) && parent.expression.text === 'globalThis'
  }
  if (ts.isPartOfTypeNode(node) || ts.isQualifiedName(parent)) return false
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false
  if (ts.isShorthandPropertyAssignment(parent)) return true
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false
  return !('name' in parent && parent.name === node)
}
