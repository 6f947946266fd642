import type { PatternReader } from './pattern-reader.js'

const FLAGS = /\(\?([A-Za-z]*)(?:(-)([A-Za-z]*))?([:)])/y

/** What other engines read after `(?`; longer openings stand before those that they begin with. */
const UNSUPPORTED: readonly (readonly [opening: string, what: string, help: string])[] = [
  ...['(?=', '(?!', '(?<=', '(?<!'].map((opening): readonly [string, string, string] => [
    opening,
    'look-around is',
    'ask for each condition by a pattern of its own, joined by `&&` and `not`',
  ]),
  ['(?P=', 'back-references are', 'take the parts of the text with functions and compare them'],
  ...['(?P<', '(?<', "(?'"].map((opening): readonly [string, string, string] => [
    opening,
    'named groups are',
    'write `(…)`: what a group took is not kept',
  ]),
  ['(?>', 'atomic groups are', 'write `(?:…)`: a match never goes back, so nothing is gained'],
  ['(?#', 'comments in a pattern are', 'write a `//` comment before the rule'],
]

const FLAG_HELP: ReadonlyMap<string, string> = new Map([
  ['m', '`^` and `$` are the edges of the text; write `(?:^|\\n)` and `(?:\\n|$)` for those of a line'],
  ['x', 'write the pattern without spaces'],
  ['U', 'whether a quantifier takes much or little makes no difference to whether the pattern matches'],
])

/** Goes past what opens a group, or past flags that hold for the rest of the group around them. */
export function readGroupOpening(reader: PatternReader): 'group' | 'flags' {
  const offset = reader.at
  if (!reader.sees('(?')) {
    reader.at += 1
    return 'group'
  }
  for (const [opening, what, help] of UNSUPPORTED) {
    if (reader.skips(opening)) reader.refuseUnsupported(what, offset, help)
  }
  const match = reader.match(FLAGS)
  if (match === null || match[0] === '(?)' || match[3] === '') {
    reader.at += 2
    const help = 'write `(?:…)` for a group, `(?i)` or `(?s)` for flags, `\\(` for the character'
    reader.refuse('`(?` begins nothing here', offset, help)
  }
  const [text, on, , off, closing] = match
  reader.at += text.length
  for (const flag of on!) setFlag(reader, flag, true, offset)
  for (const flag of off ?? '') setFlag(reader, flag, false, offset)
  return closing === ':' ? 'group' : 'flags'
}

function setFlag(reader: PatternReader, flag: string, value: boolean, offset: number): void {
  if (flag === 'i') reader.ignoresCase = value
  else if (flag === 's') reader.dotTakesLineFeed = value
  else {
    const help =
      FLAG_HELP.get(flag) ?? 'the flags are `i` (ignore the case of A–Z) and `s` (`.` takes a line feed)'
    reader.refuseUnsupported(`the flag \`${flag}\` is`, offset, help)
  }
}
