import { isKeelsonError } from 'keelson/core'
import { analyzePolicy, completions, definition, hover, symbols } from 'keelson/policy/editor'
import { describe, expect, test } from 'vitest'
import { builtInNames } from '../../../src/policy/runtime/built-ins.js'
import { expectCode } from '../../support/expect-code.js'

const PODS = `module pods
/// A container of a pod.
export type Container = { name: string, image: string, securityContext?: { privileged?: bool } }
export type Pod = { spec: { containers: [Container] } }
/// All containers.
export fn containers(pod: Pod): [Container] = pod.spec.containers
export let registry = "registry.corp"
export enum Risk { low, high }
let hidden = 1
policy q on x.y { when hidden == 1 deny }
`
const MAIN = `module main
import pods
/// The object under review.
input object: pods.Pod
policy images(least: number = 1) on k8s.Pod.create {
  for c in pods.containers(object) {
    let image = c.image
    when image == pods.registry && least > 1 deny "{c.name}"
  }
}
`
const sources = [
  { path: 'main.keel', text: MAIN },
  { path: 'pods.keel', text: PODS },
]
const analysis = analyzePolicy(sources)

/** The position of a `|` in a text, and the text without it. */
function cursor(text: string): { readonly text: string; readonly offset: number } {
  const offset = text.indexOf('|')
  return { text: text.replace('|', ''), offset }
}

function labelsAt(marked: string): string[] {
  const { text, offset } = cursor(marked)
  const found = analyzePolicy([{ path: 'main.keel', text }, sources[1]!])
  return completions(found, { path: 'main.keel', offset }).map(({ label }) => label)
}

describe('hover', () => {
  test.each([
    ['pods.registry', 1, 'module pods', ''],
    ['registry &&', 1, 'let registry: "registry.corp"', ''],
    ['containers(object)', 2, 'fn containers(pod: Pod): [Container]', 'All containers.'],
    ['object)', 0, 'input object: Pod', 'The object under review.'],
    ['c.image', 0, 'variable c: Container', ''],
    ['image\n', 0, 'image: string', ''],
    ['least > 1', 0, 'parameter least: number', ''],
    ['Pod\npolicy', 0, 'type Pod = { spec: { containers: [Container] } }', ''],
  ])('on %s', (at, more, text, documentation) => {
    const offset = MAIN.indexOf(at) + more
    expect(hover(analysis, { path: 'main.keel', offset })).toMatchObject({ text, documentation })
  })

  test('on nothing is nothing', () => {
    expect(hover(analysis, { path: 'main.keel', offset: MAIN.indexOf('==') })).toBe(null)
  })
})

describe('definition', () => {
  test('of a name of another module is in its file', () => {
    const span = definition(analysis, { path: 'main.keel', offset: MAIN.indexOf('registry') })
    expect(span).toMatchObject({ path: 'pods.keel', line: 7 })
  })

  test('of a variable is its loop', () => {
    const span = definition(analysis, { path: 'main.keel', offset: MAIN.indexOf('c.image') })
    expect(span).toMatchObject({ path: 'main.keel', line: 6, column: 7, length: 1 })
  })

  test('of a member of a type is none', () => {
    expect(definition(analysis, { path: 'main.keel', offset: MAIN.indexOf('.image') + 2 })).toBe(null)
  })
})

describe('symbols', () => {
  test('are the outline of a file', () => {
    const outline = symbols(analysis, 'main.keel').map(({ name, kind, detail, children }) => {
      return [kind, name, detail, children.map((child) => child.name)]
    })
    expect(outline).toEqual([
      ['module', 'main', '', []],
      ['input', 'object', 'The object under review.', []],
      ['policy', 'images', 'on k8s.Pod.create', ['least']],
    ])
  })

  test('of all files hold types, functions and enums with their parts', () => {
    const names = symbols(analysis).map(({ name, kind, children }) => `${kind} ${name} ${children.length}`)
    expect(names).toEqual(
      expect.arrayContaining([
        'type Container 3',
        'function containers 1',
        'enum Risk 2',
        'constant registry 0',
      ]),
    )
  })
})

describe('completions', () => {
  const policy = (line: string): string => MAIN.replace('    let image = c.image', line)

  test('after a dot are the members of the value', () => {
    expect(labelsAt(policy('    when c.| == "x" deny'))).toEqual(['image', 'name', 'securityContext'])
    expect(labelsAt(policy('    when c.na| == "x" deny'))).toEqual(['name'])
    expect(labelsAt(policy('    when object.| deny'))).toEqual(['spec'])
  })

  test('after a module are what it exports', () => {
    expect(labelsAt(policy('    when pods.| == 1 deny'))).toEqual(['Risk', 'containers', 'registry'])
  })

  test('after an enum are its members', () => {
    expect(labelsAt(policy('    when "x" == pods.Risk.| deny'))).toEqual(['high', 'low'])
  })

  test('where a value stands are names in view, functions and words', () => {
    const labels = labelsAt(policy('    when | == 1 deny'))
    expect(labels).toEqual(expect.arrayContaining(['c', 'object', 'least', 'pods', 'now', 'has', 'not']))
    expect(labels).toEqual(expect.arrayContaining(builtInNames()))
    expect(labels).not.toContain('hidden')
  })

  test('where a type stands are types', () => {
    const labels = labelsAt(MAIN.replace('input object: pods.Pod', 'input object: |'))
    expect(labels).toEqual(['bool', 'duration', 'int', 'json', 'number', 'quantity', 'string', 'time'])
  })

  test('where a rule or a declaration begins are words', () => {
    expect(labelsAt(policy('    d|'))).toEqual(['deny'])
    expect(labelsAt(`${MAIN}\npol|`)).toEqual(['policy'])
  })

  test('say what they are', () => {
    const { text, offset } = cursor(policy('    when pods.cont| == 1 deny'))
    const found = completions(analyzePolicy([{ path: 'main.keel', text }, sources[1]!]), {
      path: 'main.keel',
      offset,
    })
    expect(found).toEqual([
      {
        label: 'containers',
        kind: 'function',
        detail: 'fn containers(pod: Pod): [Container]',
        documentation: 'All containers.',
      },
    ])
  })

  test('at every place of a text, and of every beginning of it, are an answer', () => {
    for (let offset = 0; offset <= MAIN.length; offset += 1) {
      const beginning = analyzePolicy([{ path: 'main.keel', text: MAIN.slice(0, offset) }, sources[1]!])
      completions(beginning, { path: 'main.keel', offset })
      hover(analysis, { path: 'main.keel', offset })
    }
  })
})

describe('tests', () => {
  const TESTED = `${MAIN}test "registry" {
  given target = "k8s.Pod.create"
  given object.spec.containers = [{ name: "a", image: pods.registry }]
  expect deny from images
  case "other" { expect allow }
}
`
  const tested = (from: string, to: string): string => TESTED.replace(from, to)
  const found = analyzePolicy([{ path: 'main.keel', text: TESTED }, sources[1]!])
  const at = (text: string): { path: string; offset: number } => ({
    path: 'main.keel',
    offset: TESTED.lastIndexOf(text),
  })

  test('stand in the outline with their cases', () => {
    const [outline] = symbols(found, 'main.keel').slice(-1)
    expect(outline).toMatchObject({
      name: 'registry',
      kind: 'test',
      children: [{ name: 'other', kind: 'case' }],
    })
  })

  test('know what names in them mean', () => {
    expect(hover(found, at('object.spec'))?.text).toBe('input object: Pod')
    expect(hover(found, at('registry }'))?.text).toBe('let registry: "registry.corp"')
    expect(hover(found, at('images'))?.text).toBe('policy main.images')
    expect(definition(found, at('images'))).toMatchObject({ path: 'main.keel', line: 5 })
  })

  test('are completed', () => {
    expect(labelsAt(tested('given target', 'g|'))).toEqual(['given'])
    expect(labelsAt(tested('expect deny', 'expect |'))).toEqual([
      ...[
        'accept',
        'allow',
        'deny',
        'error',
        'fix',
        'no',
        'obligation',
        'pending',
        'revert',
        'review',
        'warn',
      ],
    ])
    expect(labelsAt(tested('expect deny', 'expect no obl|'))).toEqual(['obligation'])
    expect(labelsAt(tested('from images', 'from |'))).toEqual(['images', 'main.images', 'pods.q'])
    expect(labelsAt(tested('given object.spec', 'given object.|'))).toEqual(['spec'])
    expect(labelsAt(tested('given object.spec', 'given obj|'))).toEqual(['object'])
    expect(labelsAt(`${TESTED}te|`)).toEqual(['test'])
  })

  test('answer at every place, and at the end of every beginning', () => {
    for (let offset = MAIN.length; offset <= TESTED.length; offset += 1) {
      const beginning = analyzePolicy([{ path: 'main.keel', text: TESTED.slice(0, offset) }, sources[1]!])
      completions(beginning, { path: 'main.keel', offset })
      hover(found, { path: 'main.keel', offset })
    }
  })
})

test('a position outside the text is refused', () => {
  expectCode('policy/unknown-position', () => hover(analysis, { path: 'main.keel', offset: 99_999 }))
  const error = expectCode('policy/unknown-position', () => hover(analysis, { offset: 1 }))
  expect(isKeelsonError(error)).toBe(true)
})

test('a text that does not compile is analysed as far as it can be read', () => {
  const text = 'input a: string\npolicy p on x.y { when a == deny }\npolicy q on x.y { when a == "b" deny }'
  const broken = analyzePolicy([{ path: 'a', text }])
  expect(broken.diagnostics.length).toBeGreaterThan(0)
  expect(hover(broken, { offset: text.lastIndexOf('a ==') })?.text).toBe('input a: string')
})
