/**
 * The combinators of typescript-parsec that the grammar is made of, from the files they stand in: its index loads its
 * lexer and all other parsers besides, which no bundler can take out again (2 KB of gzip, and a third of its import).
 */
export { alt_sc } from 'typescript-parsec/lib/Parsers/AlternativeScParser.js'
export { apply, kmid, kright } from 'typescript-parsec/lib/Parsers/ApplyParser.js'
export { lazy } from 'typescript-parsec/lib/Parsers/LazyParser.js'
export { opt_sc } from 'typescript-parsec/lib/Parsers/OptionalParser.js'
export { seq } from 'typescript-parsec/lib/Parsers/SequencialParser.js'
