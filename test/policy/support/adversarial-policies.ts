/** A megabyte. */
const SIZE = 1_048_576

/** A piece as often as it goes into a megabyte, from `head` to `tail`. */
function filled(head: string, piece: string | ((index: number) => string), tail: string): string {
  const pieces: string[] = [head]
  let length = head.length + tail.length
  for (let index = 0; length < SIZE; index += 1) {
    const next = typeof piece === 'string' ? piece : piece(index)
    pieces.push(next)
    length += next.length
  }
  return pieces.join('') + tail
}

const HEAD = 'input a: json\n'
const BODY = `${HEAD}policy p on x.y {\n`
const WHEN = `${BODY}  when `
const half = (open: string, middle: string, close: string): string => {
  const depth = Math.floor(SIZE / (open.length + close.length))
  return open.repeat(depth) + middle + close.repeat(depth)
}

/**
 * Texts of a megabyte that somebody might hand in to make the compiler work for ever or run out of stack, and whether
 * they are programs.
 */
export const ADVERSARIAL: readonly {
  readonly name: string
  readonly text: () => string
  readonly compiles: boolean
}[] = [
  // Nesting.
  { name: 'parentheses', text: () => `${WHEN}${half('(', 'a', ')')} deny }`, compiles: false },
  { name: 'opening parentheses', text: () => `${WHEN}${'('.repeat(SIZE)}`, compiles: false },
  { name: 'closing brackets', text: () => `${WHEN}${')]}'.repeat(SIZE / 3)}`, compiles: false },
  { name: 'lists in lists', text: () => `let _x = ${half('[', '', ']')}`, compiles: false },
  { name: 'objects in objects', text: () => `let _x = ${half('{ a: ', '1', ' }')}`, compiles: false },
  { name: 'texts in texts', text: () => `let _x = ${half('"{', '1', '}"')}`, compiles: false },
  {
    name: 'statements in statements',
    text: () => `${BODY}${half('when a { ', 'deny', ' }')}`,
    compiles: false,
  },
  { name: 'statements without braces', text: () => filled(BODY, 'when a ', 'deny }'), compiles: false },
  { name: 'conditionals', text: () => filled('let _x = ', 'if true then 1 else ', '2'), compiles: false },
  { name: 'calls in calls', text: () => `${WHEN}${half('size(', 'a', ')')} deny }`, compiles: false },
  { name: 'types in types', text: () => `input a: ${half('[', 'json', ']')}`, compiles: false },
  {
    name: 'groups of a pattern',
    text: () => `${WHEN}a matches r"${half('(', 'x', ')')}" deny }`,
    compiles: false,
  },
  // Chains.
  { name: '&&', text: () => filled(WHEN, 'a.b && ', 'a.c deny }'), compiles: false },
  { name: '||', text: () => filled(WHEN, 'a.b == 1 || ', 'a.c deny }'), compiles: false },
  { name: '&& and ||', text: () => filled(WHEN, 'a.b && a.c || ', 'a.c deny }'), compiles: false },
  { name: '+', text: () => filled('let _x = ', '1 + ', '1'), compiles: false },
  { name: '+ and *', text: () => filled('let _x = ', '1 + 2 * ', '1'), compiles: false },
  { name: '??', text: () => filled(WHEN, 'a.b ?? ', 'false deny }'), compiles: false },
  { name: 'not', text: () => filled(WHEN, 'not ', 'a.b deny }'), compiles: false },
  { name: 'minus signs', text: () => filled('let _x = ', '- ', '1'), compiles: false },
  { name: 'comparisons', text: () => filled(WHEN, 'a < ', 'a deny }'), compiles: false },
  { name: 'steps of a path', text: () => filled(`${WHEN}a`, '.b', ' deny }'), compiles: false },
  { name: 'indices', text: () => filled(`${WHEN}a`, '[0]', ' deny }'), compiles: false },
  {
    name: 'constants that read the next',
    text: () => filled('', (index) => `let c${index} = c${index + 1}\n`, 'let z = 1'),
    compiles: false,
  },
  {
    name: 'functions that call twice',
    text: () =>
      filled(
        'fn f0(x: number): number = x\n',
        (index) => `fn f${index + 1}(x: number): number = f${index}(x) + f${index}(x)\n`,
        '',
      ),
    compiles: false,
  },
  // Much of one thing.
  {
    name: 'policies',
    text: () => filled(HEAD, (index) => `policy p${index} on x.y { when a.b == ${index} deny }\n`, ''),
    compiles: true,
  },
  {
    name: 'policies of one name',
    text: () => filled(HEAD, 'policy p on x.y { when a deny }\n', ''),
    compiles: false,
  },
  {
    name: 'targets',
    text: () => filled(`${HEAD}policy p on `, (index) => `t.x${index}, `, 't.y { when a deny }'),
    compiles: true,
  },
  {
    name: 'rules of a policy',
    text: () => filled(BODY, 'when a.b == "x" deny "no {a.c}" at a.b\n', '}'),
    compiles: true,
  },
  { name: 'rules on one line', text: () => filled(BODY, 'when a.b deny ', '}'), compiles: true },
  { name: 'items of a list', text: () => filled('let _x = [', '1, ', '1]'), compiles: false },
  {
    name: 'words of a list',
    text: () => filled(`${WHEN}a in [`, (index) => `"w${index}", `, '"w"] deny }'),
    compiles: false,
  },
  {
    name: 'members of an object',
    text: () => filled('let _x = { ', (index) => `m${index}: 1, `, 'z: 1 }'),
    compiles: true,
  },
  {
    name: 'members of a type',
    text: () =>
      filled(
        'input a: { ',
        (index) => `m${index}: string, `,
        'z: string }\npolicy p on x.y { when a.zz == "" deny }',
      ),
    compiles: false,
  },
  {
    name: 'members of an enum',
    text: () =>
      filled('enum E { ', (index) => `m${index}, `, 'z }\npolicy p on x.y { when E.zz == "" deny }'),
    compiles: false,
  },
  {
    name: 'parameters',
    text: () => filled(`${HEAD}policy p(`, (index) => `q${index}: number = 1, `, ') on x.y { when a deny }'),
    compiles: true,
  },
  {
    name: 'variables',
    text: () => filled(BODY, (index) => `let v${index} = a.b\n`, 'deny }'),
    compiles: true,
  },
  {
    name: 'names that nothing declares',
    text: () => filled(BODY, (index) => `when n${index} deny\n`, '}'),
    compiles: false,
  },
  {
    name: 'names that nothing declares beside many that are',
    text: () =>
      `${filled('', (index) => `input i${index}: json\n`, '').slice(0, SIZE / 2)}\n${filled('policy p on x.y {\n', (index) => `when j${index} deny\n`, '').slice(0, SIZE / 2)}`,
    compiles: false,
  },
  {
    name: 'fixes',
    text: () => filled(`${BODY}deny`, (index) => ` fix set a.m${index} = 1\n`, '}'),
    compiles: true,
  },
  {
    name: 'annotations',
    text: () => filled(HEAD, '@control("x") ', 'policy p on x.y { when a deny }'),
    compiles: true,
  },
  { name: 'quantifiers', text: () => filled(WHEN, '(any i in a.l: i.b) && ', 'a deny }'), compiles: false },
  {
    name: 'patterns',
    text: () => filled(BODY, (index) => `when a matches r"x${index}[a-z]+(y|z)*" deny\n`, '}'),
    compiles: false,
  },
  { name: 'a pattern', text: () => `${WHEN}a matches r"${'x'.repeat(SIZE)}" deny }`, compiles: false },
  // Texts and comments.
  { name: 'a text', text: () => filled(`${BODY}deny "`, 'x', '" }'), compiles: true },
  { name: 'a text of escapes', text: () => filled(`${BODY}deny "`, '\\u{1F600}', '" }'), compiles: true },
  { name: 'escapes that are none', text: () => filled(`${BODY}deny "`, '\\q', '" }'), compiles: false },
  { name: 'interpolations', text: () => filled(`${BODY}deny "`, '{a}', '" }'), compiles: true },
  { name: 'interpolations that do not end', text: () => filled(BODY, 'deny "{a\n', '}'), compiles: false },
  {
    name: 'a text in triple quotes',
    text: () => filled(`${BODY}deny """\n`, 'line {a}\n', '""" }'),
    compiles: true,
  },
  { name: 'triple quotes', text: () => filled(BODY, '"""\n', '}'), compiles: false },
  { name: 'quotes', text: () => filled(BODY, '"', '}'), compiles: false },
  { name: 'single quotes', text: () => filled(BODY, "'", '}'), compiles: false },
  { name: 'texts that do not end', text: () => filled(BODY, '"x\n', '}'), compiles: false },
  { name: 'comments', text: () => filled(BODY, '//\n', 'when a deny }'), compiles: true },
  { name: 'a comment', text: () => filled(`${BODY}// `, 'x', '\nwhen a deny }'), compiles: true },
  {
    name: 'documentation',
    text: () => filled(HEAD, '///x\n', 'policy p on x.y { when a deny }'),
    compiles: true,
  },
  { name: 'blank lines', text: () => filled(BODY, '\n', 'when a deny }'), compiles: true },
  { name: 'spaces', text: () => filled(BODY, ' ', 'when a deny }'), compiles: true },
  // Nothing that means anything.
  { name: 'one word', text: () => 'x'.repeat(SIZE), compiles: false },
  { name: 'words', text: () => filled('', 'x ', ''), compiles: false },
  { name: 'digits', text: () => `let _x = ${'1'.repeat(SIZE)}`, compiles: false },
  { name: 'units', text: () => `let _x = ${'1s'.repeat(SIZE / 2)}`, compiles: false },
  { name: 'declarations that break off', text: () => filled('', 'let ', ''), compiles: false },
  { name: 'policies that break off', text: () => filled('', 'policy p on\n', ''), compiles: false },
  { name: 'conditions that break off', text: () => filled(BODY, 'when\n', '}'), compiles: false },
  { name: 'zeros', text: () => '\u0000'.repeat(SIZE), compiles: false },
  { name: 'halves of surrogate pairs', text: () => '\ud800'.repeat(SIZE), compiles: false },
  { name: 'emoji', text: () => '😀'.repeat(SIZE / 2), compiles: false },
  { name: 'at signs', text: () => '@'.repeat(SIZE), compiles: false },
  { name: 'dots', text: () => `${WHEN}a${'.'.repeat(SIZE)}`, compiles: false },
]
