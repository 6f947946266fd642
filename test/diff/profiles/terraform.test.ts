import type { JsonValue } from 'keelson/core'
import { diff, planResources, terraform } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../../support/expect-code.js'

const profile = terraform()

/** What counts, one short line a change. */
function material(before: JsonValue, after: JsonValue): string[] {
  return diff(before, after, { profile })
    .changes.filter((change) => change.class === 'material')
    .map(({ op, pointer }) => `${op} ${pointer}`)
}

interface Instance {
  readonly index_key?: string | number
  readonly attributes: JsonValue
}

function state(serial: number, resources: readonly (readonly [address: string, ...Instance[]])[]): JsonValue {
  return {
    version: 4,
    terraform_version: `1.${serial}.0`,
    serial,
    lineage: `lineage-${serial}`,
    outputs: {
      password: { value: 'p', type: 'string', sensitive: true },
      url: { value: 'u', type: 'string' },
    },
    resources: resources.map(([address, ...instances]) => {
      const [type, name] = address.split('.') as [string, string]
      const [module, plainType] = type.includes('/') ? type.split('/') : [undefined, type]
      return {
        ...(module === undefined ? {} : { module }),
        mode: 'managed',
        type: plainType!,
        name,
        provider: 'p',
        instances: instances.map((instance) => ({
          schema_version: serial,
          ...instance,
          private: `private-${serial}`,
          sensitive_attributes: [],
        })),
      }
    }),
    check_results: serial,
  } as unknown as JsonValue
}

describe('a state file', () => {
  test('is the same in another order and of another version of the tools', () => {
    const web = [
      'aws_instance.web',
      { index_key: 0, attributes: { id: 'a' } },
      { index_key: 1, attributes: { id: 'b' } },
    ]
    const turned = [
      'aws_instance.web',
      { index_key: 1, attributes: { id: 'b' } },
      { index_key: 0, attributes: { id: 'a' } },
    ]
    const db = ['module.x/aws_db.db', { attributes: { id: 'd', tags: null } }]
    const dbWithout = ['module.x/aws_db.db', { attributes: { id: 'd' } }]
    const before = state(7, [web, db] as never)
    const after = state(8, [dbWithout, turned] as never)
    expect(material(before, after)).toEqual([])
    expect(diff(before, after, { profile }).equal).toBe(true)
  })

  test('is told apart by module, type, name and instance', () => {
    const before = state(1, [
      [
        'aws_instance.web',
        { index_key: 'a', attributes: { ami: '1' } },
        { index_key: 'b', attributes: { ami: '1' } },
      ],
      ['module.x/aws_instance.web', { attributes: { ami: '1' } }],
    ])
    const after = state(1, [
      ['module.x/aws_instance.web', { attributes: { ami: '1' } }],
      ['aws_instance.web', { index_key: 'b', attributes: { ami: '2' } }],
    ])
    expect(material(before, after)).toEqual([
      'replace /resources/0/instances/1/attributes/ami',
      'remove /resources/0/instances/0',
    ])
  })

  test('names its sensitive values', () => {
    const sensitive = [
      [{ type: 'get_attr', value: 'password' }],
      [
        { type: 'get_attr', value: 'users' },
        { type: 'index', value: { value: 0, type: 'number' } },
        { type: 'get_attr', value: 'a/b' },
      ],
      'old_form',
      [{ type: 'unheard of' }],
      7,
    ]
    const document = {
      ...(state(1, []) as object),
      resources: [
        {
          type: 't',
          name: 'n',
          instances: [{ attributes: {}, private: 'x', sensitive_attributes: sensitive }],
        },
      ],
    } as unknown as JsonValue
    const at = '/resources/0/instances/0'
    expect(profile.redact!(document)).toEqual([
      '/outputs/password/value',
      `${at}/private`,
      `${at}/attributes/password`,
      `${at}/attributes/users/0/a~1b`,
      `${at}/attributes/old_form`,
      // A path that cannot be read to its end hides the whole.
      `${at}/attributes`,
    ])
  })
})

describe('a shown state', () => {
  const shown = (...resources: JsonValue[]): JsonValue => ({
    format_version: '1.0',
    terraform_version: '1.9.0',
    values: {
      outputs: { secret: { sensitive: true, value: 's' } },
      root_module: {
        resources,
        child_modules: [
          { address: 'module.b', resources: [] },
          {
            address: 'module.a',
            resources: [{ address: 'module.a.x', values: {}, sensitive_values: { p: true } }],
          },
        ],
      },
    },
  })

  test('is told apart by address', () => {
    const before = shown({ address: 'a.a', values: { n: 1 } }, { address: 'a.b', values: { n: 2 } })
    const after = shown(
      { address: 'a.b', values: { n: 3 } },
      { address: 'a.a', values: { n: 1, more: null } },
    )
    expect(material(before, after)).toEqual(['replace /values/root_module/resources/1/values/n'])
  })

  test('names its sensitive values, in modules too', () => {
    const document = shown({
      address: 'a.a',
      values: { list: ['x', 'y'] },
      sensitive_values: { list: [false, true] },
    })
    expect(profile.redact!(document)).toEqual([
      '/values/outputs/secret/value',
      '/values/root_module/resources/0/values/list/1',
      '/values/root_module/child_modules/1/resources/0/values/p',
    ])
  })
})

describe('a plan', () => {
  const plan = (change: JsonValue, more: object = {}): JsonValue =>
    ({
      format_version: '1.2',
      resource_changes: [{ address: 'aws_x.y', change }],
      ...more,
    }) as unknown as JsonValue

  test('names its sensitive values', () => {
    const document = plan(
      { actions: ['update'], before: {}, after: {}, before_sensitive: { a: true }, after_sensitive: true },
      {
        variables: { token: { value: 't' }, size: { value: 1 } },
        configuration: { root_module: { variables: { token: { sensitive: true }, size: {} } } },
        output_changes: { o: { before_sensitive: false, after_sensitive: true } },
      },
    )
    expect(profile.redact!(document)).toEqual([
      '/resource_changes/0/change/before/a',
      '/resource_changes/0/change/after',
      '/output_changes/o/after',
      '/variables/token/value',
    ])
  })

  test('becomes pairs of resources', () => {
    const pairs = planResources(
      plan(
        {
          actions: ['update'],
          before: { ami: 'a', password: 'p' },
          after: { ami: 'b', password: 'q' },
          after_unknown: {},
          before_sensitive: { password: true },
          after_sensitive: { password: true },
        },
        {
          resource_drift: [
            {
              address: 'aws_x.z',
              deposed: '1f',
              change: { actions: ['delete'], before: { a: 1 }, after: null },
            },
          ],
        },
      ),
    )
    expect(pairs).toEqual([
      {
        id: 'aws_x.y',
        before: { ami: 'a', password: 'p' },
        after: { ami: 'b', password: 'q' },
        unknown: [],
        sensitive: ['/password'],
        actions: ['update'],
        source: 'change',
      },
      {
        id: 'aws_x.z (deposed 1f)',
        before: { a: 1 },
        after: null,
        unknown: [],
        sensitive: [],
        actions: ['delete'],
        source: 'drift',
      },
    ])
  })

  const UNKNOWN: readonly {
    name: string
    before: JsonValue
    after: JsonValue
    mark: JsonValue
    pointers: string[]
  }[] = [
    {
      name: 'an attribute that both sides leave out',
      before: {},
      after: {},
      mark: { ip: true },
      pointers: ['/ip'],
    },
    {
      name: 'an attribute that is null',
      before: { ip: null },
      after: { ip: null },
      mark: { ip: true },
      pointers: ['/ip'],
    },
    {
      name: 'an attribute that stays as it is',
      before: { ip: 'a' },
      after: { ip: 'a' },
      mark: { ip: true },
      pointers: ['/ip'],
    },
    { name: 'a whole resource', before: { a: 1 }, after: { a: 1 }, mark: true, pointers: [''] },
    {
      name: 'a nested attribute',
      before: { a: { b: 1 } },
      after: { a: { b: 1 } },
      mark: { a: { b: true } },
      pointers: ['/a/b'],
    },
    {
      name: 'an element',
      before: { a: [1, 2] },
      after: { a: [1, 2] },
      mark: { a: [false, true] },
      pointers: ['/a/1'],
    },
    {
      name: 'an element of a list that is not there',
      before: {},
      after: {},
      mark: { a: [false, { b: true }] },
      pointers: ['/a/1/b'],
    },
    {
      name: 'a name like no other',
      before: {},
      after: {},
      mark: JSON.parse('{"__proto__":true}') as JsonValue,
      pointers: ['/__proto__'],
    },
  ]
  test.each(UNKNOWN)(
    'never takes for no change what is not known: $name',
    ({ before, after, mark, pointers }) => {
      const [pair] = planResources(plan({ actions: ['update'], before, after, after_unknown: mark }))
      expect(pair!.unknown).toEqual(pointers)
      const { changes, equal } = diff(pair!.before, pair!.after, { profile })
      expect(equal).toBe(false)
      const touched = changes.filter((change) => change.class === 'material').map(({ pointer }) => pointer)
      for (const pointer of pointers) {
        const meets = (place: string): boolean =>
          `${place}/`.startsWith(`${pointer}/`) || `${pointer}/`.startsWith(`${place}/`)
        expect(touched.some(meets)).toBe(true)
      }
    },
  )

  test('leaves what it was given as it is', () => {
    const change = {
      actions: ['update'],
      before: { a: [1] },
      after: { a: [1] },
      after_unknown: { a: [true, true] },
    }
    const copy = structuredClone(change)
    planResources(plan(change))
    expect(change).toEqual(copy)
  })

  test('refuses what is no plan, and its own marker in a resource', () => {
    for (const wrong of [null, [], {}, { resource_changes: 7 }, { resource_changes: [{}] }] as JsonValue[]) {
      expectCode('diff/invalid-document', () => planResources(wrong))
    }
    expect(expectCode('diff/invalid-document', () => planResources({ resource_changes: [{}] })).path).toBe(
      '/resource_changes/0',
    )
    const planted = { 'keelson:unknown': 'known after apply' }
    expectCode('diff/reserved-key', () => planResources(plan({ before: { a: [planted] }, after: {} })))
    expectCode('diff/reserved-key', () => planResources(plan({ before: {}, after: planted })))
    expectCode('core/not-json', () => planResources({ resource_changes: undefined } as unknown as JsonValue))
    expect(planResources({ planned_values: {} })).toEqual([])
  })
})

describe('attributes of a resource', () => {
  test('are compared as they are, whatever they are named', () => {
    expect(
      material({ version: '1', serial: 1, lineage: 'a' }, { version: '2', serial: 2, lineage: 'b' }),
    ).toEqual(['replace /lineage', 'replace /serial', 'replace /version'])
  })

  test('are the same where one side has null and the other nothing, but not empty', () => {
    expect(material({ a: null, b: { c: null } }, { b: {} })).toEqual([])
    expect(material({ a: '' }, { a: null })).toEqual(['replace /a'])
    expect(material({ a: [] }, {})).toEqual(['remove /a'])
  })
})
