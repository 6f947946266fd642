/**
 * What an editor asks of policies: outline, hover, completions, definitions, as pure functions over an analysis. A
 * language server puts them on the wire and adds nothing: spans have offsets, lines and columns, in UTF-16 units as the
 * Language Server Protocol counts them (lines and columns from 1 here, from 0 there).
 *
 * Guarantees: a text that does not compile is analysed as far as it can be read; nothing is changed and nothing kept.
 *
 * Must never import: any room but core and hash, or a module of Node.
 *
 * @module
 */

export type { NameFacts, NameKind } from '../syntax/name-observer.js'
export { analyzePolicy, type Occurrence, type PolicyAnalysis, type Position } from './analyze-policy.js'
export { type Completion, completions } from './completions.js'
export { definition, type Hover, hover } from './hover.js'
export { type Outline, type PolicySymbol, symbols } from './symbols.js'
