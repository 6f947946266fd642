import type { JsonObject, JsonValue } from 'keelson/core'
import { diff, goDuration, type KubernetesOptions, kubernetes } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { pullPolicyOf } from '../../../src/diff/profiles/kubernetes/pull-policy.js'
import { expectCode } from '../../support/expect-code.js'

function told(before: JsonValue, after: JsonValue, options: KubernetesOptions): string[] {
  return diff(before, after, { profile: kubernetes(options) }).changes.map(
    ({ class: className, op, pointer }) => `${className} ${op} ${pointer}`,
  )
}

describe('managers', () => {
  const deployment = (spec: object, ...managed: [manager: string, fields: object][]): JsonObject =>
    ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        managedFields: managed.map(([manager, fieldsV1]) => ({
          manager,
          operation: 'Update',
          fieldsType: 'FieldsV1',
          fieldsV1,
        })),
      },
      spec,
    }) as unknown as JsonObject
  const specOf = (spec: object): JsonObject =>
    ({ apiVersion: 'apps/v1', kind: 'Deployment', spec }) as unknown as JsonObject
  const ignore = (...names: string[]): KubernetesOptions => ({ managers: { ignore: names } })
  const inSpec = (before: JsonValue, after: JsonValue, options: KubernetesOptions): string[] =>
    told(before, after, options).filter((line) => line.includes('/spec'))

  test('own what nobody else owns', () => {
    const live = deployment(
      { replicas: 5, paused: true },
      ['hpa', { 'f:spec': { 'f:replicas': {} } }],
      ['kubectl', { 'f:spec': { 'f:paused': {} } }],
    )
    expect(inSpec(specOf({ replicas: 2 }), live, ignore('hpa'))).toEqual([
      'material add /spec/paused',
      'foreign replace /spec/replicas',
    ])
    expect(inSpec(specOf({ replicas: 2 }), live, {})).toEqual([
      'material add /spec/paused',
      'material replace /spec/replicas',
    ])
    expect(inSpec(specOf({ replicas: 2 }), live, ignore('other'))).toContain(
      'material replace /spec/replicas',
    )
  })

  test('do not own what they share', () => {
    const fields = { 'f:spec': { 'f:replicas': {} } }
    const live = deployment({ replicas: 5 }, ['hpa', fields], ['kubectl', fields])
    expect(inSpec(specOf({ replicas: 2 }), live, ignore('hpa'))).toEqual(['material replace /spec/replicas'])
    expect(inSpec(specOf({ replicas: 2 }), live, ignore('hpa', 'kubectl'))).toEqual([
      'foreign replace /spec/replicas',
    ])
  })

  test('are named beside the change', () => {
    const live = deployment({ replicas: 5 }, ['hpa', { 'f:spec': { 'f:replicas': {} } }])
    const change = diff(specOf({ replicas: 2 }), live, { profile: kubernetes(ignore('hpa')) }).changes.find(
      ({ pointer }) => pointer === '/spec/replicas',
    )
    expect(change!.rule).toBe('owned by hpa (managedFields of the live object name no other owner)')
  })

  test('own elements of lists by their keys, wherever these stand', () => {
    const containers = (...list: object[]): object => ({ template: { spec: { containers: list } } })
    const live = deployment(
      containers(
        { name: 'sidecar', image: 's:1', ports: [{ containerPort: 1 }] },
        { name: 'app', image: 'a:1', resources: { limits: { cpu: '2', memory: '1Gi' } } },
      ),
      [
        'injector',
        {
          'f:spec': {
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"sidecar"}': {
                    '.': {},
                    'f:name': {},
                    'f:image': {},
                    'f:ports': {
                      '.': {},
                      'k:{"containerPort":1,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
                    },
                  },
                },
              },
            },
          },
        },
      ],
      [
        'vpa',
        {
          'f:spec': {
            'f:template': {
              'f:spec': {
                'f:containers': { 'k:{"name":"app"}': { 'f:resources': { 'f:limits': { 'f:cpu': {} } } } },
              },
            },
          },
        },
      ],
    )
    const desired = specOf(
      containers({ name: 'app', image: 'a:1', resources: { limits: { cpu: '1', memory: '2Gi' } } }),
    )
    const at = '/spec/template/spec/containers'
    expect(inSpec(desired, live, ignore('injector', 'vpa'))).toEqual([
      `foreign replace ${at}/0/resources/limits/cpu`,
      `material replace ${at}/0/resources/limits/memory`,
      `foreign add ${at}/0`,
    ])
    expect(inSpec(desired, live, ignore('vpa'))).toContain(`material add ${at}/0`)
  })

  test('own members of sets', () => {
    const withFinalizers = (finalizers: string[], ...managed: [string, object][]): JsonObject => {
      const object = deployment({}, ...managed) as { metadata: object }
      return { ...object, metadata: { ...object.metadata, finalizers } } as unknown as JsonObject
    }
    const live = withFinalizers(
      ['mine', 'theirs'],
      ['operator', { 'f:metadata': { 'f:finalizers': { '.': {}, 'v:"theirs"': {} } } }],
    )
    const lines = told(withFinalizers(['mine']), live, ignore('operator'))
    expect(lines.filter((line) => line.includes('finalizers'))).toEqual([
      'foreign add /metadata/finalizers/1',
    ])
  })

  test('can be asked for by ignore rules', () => {
    const live = deployment(
      { replicas: 5, paused: true },
      ['hpa', { 'f:spec': { 'f:replicas': {} } }],
      ['kubectl', { 'f:spec': { 'f:paused': {} } }],
    )
    const found = diff(specOf({ replicas: 2 }), live, {
      profile: kubernetes({ managers: {} }),
      ignore: [{ owner: 'hpa', reason: 'scales by load' }],
    })
    const classes = found.changes
      .filter(({ pointer }) => pointer.startsWith('/spec'))
      .map(({ class: className }) => className)
    expect(classes).toEqual(['material', 'ignored'])
  })

  test('may be written badly: then they own nothing', () => {
    for (const managedFields of [
      7,
      [7],
      [{}],
      [{ manager: 'hpa', fieldsV1: 7 }],
      [{ manager: 'hpa', fieldsV1: { 'f:spec': 7, 'k:{': {}, 'i:0': {}, 'k:7': {}, x: {} } }],
    ]) {
      const live = { ...specOf({ replicas: 5 }), metadata: { managedFields } } as unknown as JsonObject
      expect(inSpec(specOf({ replicas: 2 }), live, ignore('hpa'))).toEqual([
        'material replace /spec/replicas',
      ])
    }
  })
})

describe('types', () => {
  const widget = (spec: object): JsonObject =>
    ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec }) as unknown as JsonObject
  const options: KubernetesOptions = {
    types: {
      'example.com/v1/Widget': {
        lists: [
          { pointer: '/spec/listeners', kind: 'keyed', keys: ['name'] },
          { pointer: '/spec/hosts', kind: 'set' },
          { pointer: '/spec/listeners/*/routes', kind: 'keyed', keys: ['path'] },
        ],
        values: [
          { pointer: '/spec/interval', semantics: goDuration, default: '10s' },
          { pointer: '/spec/extra', emptyIsAbsent: true },
        ],
        embeds: [{ pointer: '/spec/template', type: 'v1/PodTemplateSpec' }],
      },
    },
  }

  test('tell the lists of a custom kind apart', () => {
    const before = widget({
      hosts: ['a', 'b'],
      listeners: [
        { name: 'x', routes: [{ path: '/' }, { path: '/a' }] },
        { name: 'y', port: 1 },
      ],
    })
    const after = widget({
      hosts: ['b', 'a'],
      listeners: [
        { name: 'y', port: 2 },
        { name: 'x', routes: [{ path: '/a' }, { path: '/' }] },
      ],
    })
    expect(told(before, after, options)).toEqual([
      'normalised replace /spec/hosts',
      'normalised replace /spec/listeners/0/routes',
      'material replace /spec/listeners/1/port',
      'normalised replace /spec/listeners',
    ])
  })

  test('say what a value means, what stands for none, and what is empty', () => {
    expect(told(widget({ interval: '90s' }), widget({ interval: '1m30s' }), options)).toEqual([
      'normalised replace /spec/interval',
    ])
    expect(told(widget({}), widget({ interval: '10s', extra: {} }), options)).toEqual([
      'normalised add /spec/extra',
      'defaulted add /spec/interval',
    ])
  })

  test('embed what is built in', () => {
    const withLimit = (cpu: string, more: object = {}): JsonObject =>
      widget({ template: { spec: { containers: [{ name: 'a', resources: { limits: { cpu } } }], ...more } } })
    expect(told(withLimit('1'), withLimit('1000m', { dnsPolicy: 'ClusterFirst' }), options)).toEqual([
      'normalised replace /spec/template/spec/containers/0/resources/limits/cpu',
      'defaulted add /spec/template/spec/dnsPolicy',
    ])
  })

  test('leave metadata and status what they are', () => {
    const before = widget({})
    const after = { ...before, metadata: { name: 'w', uid: 'u' }, status: {} }
    expect(told(before, after, options)).toEqual(['foreign add /metadata/uid', 'foreign add /status'])
  })

  test('add to kinds that are built in', () => {
    const job = (schedule: string, cpu: string): JsonObject =>
      ({
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        spec: {
          schedule,
          jobTemplate: {
            spec: { template: { spec: { containers: [{ name: 'a', resources: { limits: { cpu } } }] } } },
          },
        },
      }) as unknown as JsonObject
    const daily = {
      name: 'schedule',
      canonical: (value: JsonValue) => (value === '@daily' ? '0 0 * * *' : value),
    }
    const types = { 'batch/v1/CronJob': { values: [{ pointer: '/spec/schedule', semantics: daily }] } }
    expect(
      told(job('@daily', '1'), job('0 0 * * *', '1000m'), { types }).map((line) => line.split(' ')[0]),
    ).toEqual(['normalised', 'normalised'])
  })
})

describe('options', () => {
  const refused = (code: string, options: unknown, path: string): void => {
    expect(expectCode(code, () => kubernetes(options as KubernetesOptions)).path).toBe(path)
  }

  test('that cannot be meant are refused with their place', () => {
    refused('diff/unknown-option', { type: {} }, '/type')
    refused('diff/unknown-option', { managers: { ignored: [] } }, '/managers/ignored')
    refused('diff/invalid-rule', { managers: 7 }, '/managers')
    refused('diff/invalid-rule', { managers: { ignore: 'hpa' } }, '/managers/ignore')
    refused('diff/invalid-rule', { types: [] }, '/types')
    const at = '/types/a.b~1v1~1C'
    const type = (value: unknown): object => ({ types: { 'a.b/v1/C': value } })
    refused('diff/invalid-rule', type(null), at)
    refused('diff/unknown-option', type({ list: [] }), `${at}/list`)
    refused('diff/invalid-rule', type({ lists: [{ pointer: '/a', kind: 'keyed' }] }), `${at}/lists/0`)
    refused('diff/invalid-rule', type({ lists: [{ pointer: '/**', kind: 'set' }] }), `${at}/lists/0`)
    refused(
      'diff/invalid-rule',
      type({ values: [{ pointer: '/[a=b]', emptyIsAbsent: true }] }),
      `${at}/values/0`,
    )
    refused(
      'diff/invalid-rule',
      type({ embeds: [{ pointer: '/a', type: 'v1/PodTemplateSpecs' }] }),
      `${at}/embeds/0`,
    )
    refused('diff/invalid-rule', type({ embeds: [{ type: 'v1/PodSpec' }] }), `${at}/embeds/0`)
    refused('diff/invalid-rule', type({ embeds: {} }), `${at}/embeds`)
    refused('core/invalid-pointer', type({ lists: [{ pointer: 'a', kind: 'set' }] }), 'a')
  })

  test('name the type that was meant', () => {
    const types = { 'a.b/v1/C': { embeds: [{ pointer: '/a', type: 'v1/PodTemplateSpecs' }] } }
    expect(expectCode('diff/invalid-rule', () => kubernetes({ types })).help).toBe(
      'did you mean "v1/PodTemplateSpec"?',
    )
  })
})

test.each([
  ['app', 'Always'],
  ['app:latest', 'Always'],
  ['host:5000/app', 'Always'],
  ['app:1', 'IfNotPresent'],
  ['host:5000/a/b:v1.2', 'IfNotPresent'],
  ['app@sha256:00', 'IfNotPresent'],
  ['app:1@sha256:00', 'IfNotPresent'],
  ['app:latest@sha256:00', 'Always'],
  ['', undefined],
  [null, undefined],
  [7, undefined],
])('an image %j is pulled %s', (image, policy) => {
  expect(pullPolicyOf(image as JsonValue)).toBe(policy)
})
