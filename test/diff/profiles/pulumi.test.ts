import type { JsonValue } from 'keelson/core'
import { diff, pulumi, stackResources } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../../support/expect-code.js'

const profile = pulumi()
const SIGNATURE = '4dabf18193072939515e22adb298388d'
const secret = (more: object): JsonValue =>
  ({ [SIGNATURE]: '1b47061264138c4ac30d75fd1eb44270', ...more }) as unknown as JsonValue
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

function stack(time: string, ...resources: object[]): JsonValue {
  return { version: 3, deployment: { manifest: { time, magic: time }, resources } } as unknown as JsonValue
}

function material(before: JsonValue, after: JsonValue): string[] {
  return diff(before, after, { profile })
    .changes.filter((change) => change.class === 'material')
    .map(({ op, pointer }) => `${op} ${pointer}`)
}

describe('a stack', () => {
  test('is told apart by URN, in any order, whenever it was written', () => {
    const a = { urn: 'a', inputs: { x: 1, __defaults: ['y'] }, dependencies: ['m', 'n'], modified: '1' }
    const b = { urn: 'b', inputs: {}, propertyDependencies: { p: ['m', 'n'] } }
    const again = [
      { ...b, propertyDependencies: { p: ['n', 'm'] } },
      { ...a, inputs: { x: 1, __defaults: [] }, dependencies: ['n', 'm'], modified: '2' },
    ]
    expect(material(stack('1', a, b), stack('2', ...again))).toEqual([])
  })

  test('shows what changed in a resource, and which of two of one name it is', () => {
    const old = { urn: 'a', delete: true, id: '1', inputs: { x: 1 } }
    const current = { urn: 'a', id: '2', inputs: { x: 2 } }
    expect(material(stack('1', old, current), stack('1', { ...current, inputs: { x: 3 } }, old))).toEqual([
      'replace /deployment/resources/1/inputs/x',
    ])
  })

  test('compares the plain text of a secret as the JSON it is', () => {
    const withText = (plaintext: string): JsonValue =>
      stack('1', { urn: 'a', inputs: { p: secret({ plaintext }) } })
    expect(material(withText('{"a":1,"b":2}'), withText('{ "b": 2, "a": 1 }'))).toEqual([])
    expect(material(withText('"a"'), withText('"b"'))).toEqual([
      'replace /deployment/resources/0/inputs/p/plaintext',
    ])
  })

  test('names its secrets', () => {
    const document = stack('1', {
      urn: 'a',
      inputs: { p: secret({ ciphertext: 'c' }), q: [secret({ plaintext: '"p"' })] },
    })
    expect(profile.redact!(document)).toEqual([
      '/deployment/resources/0/inputs/p',
      '/deployment/resources/0/inputs/q/0',
    ])
  })
})

describe('the resources of a stack', () => {
  test('are their inputs against the outputs of the same names', () => {
    const resources = stackResources(
      stack(
        '1',
        {
          urn: 'a',
          type: 't',
          inputs: { acl: 'private', tags: { a: 1 }, __defaults: [] },
          outputs: { acl: 'public', arn: 'x' },
        },
        { urn: 'component', type: 'c' },
        { urn: 'a', type: 't', id: '7', delete: true, inputs: {}, outputs: {} },
      ),
    )
    expect(resources).toEqual([
      {
        id: 'a',
        before: { acl: 'private', tags: { a: 1 } },
        after: { acl: 'public' },
        unknown: [],
        sensitive: [],
        type: 't',
        deleting: false,
      },
      { id: 'a (deleting 7)', before: {}, after: {}, unknown: [], sensitive: [], type: 't', deleting: true },
    ])
  })

  test('never agree in what is not known', () => {
    const [pair] = stackResources(
      stack('1', {
        urn: 'a',
        inputs: { ip: UNKNOWN, list: [UNKNOWN] },
        outputs: { ip: UNKNOWN, list: ['x'] },
      }),
    )
    expect(pair!.unknown).toEqual(['/ip', '/list/0'])
    expect(material(pair!.before, pair!.after)).toHaveLength(2)
  })

  test('name their secrets', () => {
    const [pair] = stackResources(
      stack('1', {
        urn: 'a',
        inputs: { p: secret({ ciphertext: 'c' }) },
        outputs: { p: secret({ ciphertext: 'd' }) },
      }),
    )
    expect(pair!.sensitive).toEqual(['/p'])
  })

  test('come from a stack, and hold no marker of ours', () => {
    for (const wrong of [null, {}, { deployment: [] }, { deployment: { resources: {} } }, stack('1', {})]) {
      expectCode('diff/invalid-document', () => stackResources(wrong))
    }
    const planted = { 'keelson:unknown': 'not known' }
    expectCode('diff/reserved-key', () =>
      stackResources(stack('1', { urn: 'a', inputs: { a: planted }, outputs: {} })),
    )
    expect(stackResources({ deployment: {} })).toEqual([])
  })
})
