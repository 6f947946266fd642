import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { applyPatch } from 'keelson/diff'
import { packSources } from 'keelson/packs'
import type { Decision } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { JsonObject, JsonValue } from '../../src/core/index.js'
import { describeCorpus, sharedPath } from '../support/shared-data.js'
import { bundleOf } from './support/pack-files.js'

const bundle = bundleOf(packSources(['kubernetes-baseline']))
const baseline = bundleOf(packSources(['kubernetes-baseline']), { level: 'baseline' })

const good: JsonObject = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'app',
      image: 'app',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
}

/** A Pod with something at a place of it. */
function podWith(pointer: string, value: JsonValue): JsonValue {
  const patch = [{ op: 'add', path: pointer, value }] as const
  return applyPatch(good, patch)
}

/**
 * The published table of the Pod Security Standards: for each control a value that it forbids and one that it allows,
 * and where the reason points.
 */
const CONTROLS: readonly (readonly [
  control: string,
  policy: string,
  place: string,
  forbidden: JsonValue,
  allowed: JsonValue,
  pointer: string,
])[] = [
  [
    'HostProcess',
    'hostProcess',
    '/securityContext/windowsOptions',
    { hostProcess: true },
    { hostProcess: false },
    '/hostProcess',
  ],
  ['Host Namespaces', 'hostNamespaces', '/hostPID', true, false, ''],
  [
    'Privileged Containers',
    'privilegedContainers',
    '/containers/0/securityContext/privileged',
    true,
    false,
    '',
  ],
  [
    'Capabilities',
    'capabilities',
    '/containers/0/securityContext/capabilities/add',
    ['NET_RAW'],
    ['NET_BIND_SERVICE'],
    '/0',
  ],
  [
    'HostPath Volumes',
    'hostPathVolumes',
    '/volumes',
    [{ name: 'v', hostPath: { path: '/' } }],
    [{ name: 'v', secret: {} }],
    '/0/hostPath',
  ],
  ['Host Ports', 'hostPorts', '/containers/0/ports', [{ hostPort: 80 }], [{ hostPort: 0 }], '/0/hostPort'],
  [
    'Host Probes / Lifecycle Hooks',
    'hostProbes',
    '/containers/0/livenessProbe',
    { tcpSocket: { host: 'db' } },
    { tcpSocket: { port: 1 } },
    '/tcpSocket/host',
  ],
  [
    'AppArmor',
    'appArmor',
    '/containers/0/securityContext/appArmorProfile',
    { type: 'Unconfined' },
    { type: 'Localhost' },
    '/type',
  ],
  [
    'SELinux',
    'seLinux',
    '/containers/0/securityContext/seLinuxOptions',
    { role: 'r' },
    { type: 'container_t' },
    '/role',
  ],
  ['/proc Mount Type', 'procMount', '/containers/0/securityContext/procMount', 'Unmasked', 'Default', ''],
  [
    'Seccomp',
    'seccomp',
    '/containers/0/securityContext/seccompProfile',
    { type: 'Unconfined' },
    { type: 'Localhost' },
    '/type',
  ],
  [
    'Sysctls',
    'sysctls',
    '/securityContext/sysctls',
    [{ name: 'kernel.sem' }],
    [{ name: 'kernel.shm_rmid_forced' }],
    '/0/name',
  ],
  ['Volume Types', 'volumeTypes', '/volumes', [{ name: 'v', nfs: {} }], [{ name: 'v', configMap: {} }], '/0'],
  [
    'Privilege Escalation',
    'privilegeEscalation',
    '/containers/0/securityContext/allowPrivilegeEscalation',
    true,
    false,
    '',
  ],
  ['Running as Non-root', 'runAsNonRoot', '/containers/0/securityContext/runAsNonRoot', false, true, ''],
  ['Running as Non-root user', 'runAsUser', '/securityContext/runAsUser', 0, 1000, ''],
  [
    'Seccomp (restricted)',
    'seccompProfile',
    '/securityContext/seccompProfile',
    {},
    { type: 'Localhost' },
    '',
  ],
  [
    'Capabilities (restricted)',
    'dropCapabilities',
    '/containers/0/securityContext/capabilities',
    { drop: ['KILL'] },
    { drop: ['ALL'] },
    '/drop',
  ],
]

const RESTRICTED = CONTROLS.slice(CONTROLS.findIndex(([control]) => control === 'Volume Types'))

/** Where the Pod stands in an object of a kind. */
const KINDS: Readonly<Record<string, string>> = {
  Pod: '/spec',
  Deployment: '/spec/template/spec',
  StatefulSet: '/spec/template/spec',
  DaemonSet: '/spec/template/spec',
  ReplicaSet: '/spec/template/spec',
  ReplicationController: '/spec/template/spec',
  Job: '/spec/template/spec',
  CronJob: '/spec/jobTemplate/spec/template/spec',
}

function objectOf(place: string, pod: JsonValue): JsonObject {
  return place
    .split('/')
    .slice(1)
    .reduceRight((inner: JsonValue, name) => ({ [name]: inner }), pod) as JsonObject
}

function decide(target: string, object: JsonValue, by = bundle): Decision {
  return by.decide({ target, object }, { now: 0 })
}

const policiesOf = ({ reasons }: Decision): string[] => [
  ...new Set(reasons.map(({ policy }) => policy.replace('keelson.kubernetesBaseline.', ''))),
]

describe('the table of the Pod Security Standards', () => {
  const targets = Object.entries(KINDS).flatMap(([kind, place]) =>
    ['create', 'update', ...(kind === 'Pod' ? ['ephemeralcontainers'] : [])].map(
      (verb) => [`k8s.${kind}.${verb}`, place] as const,
    ),
  )

  for (const row of CONTROLS) {
    const [control, policy, place, forbidden, allowed, pointer] = row
    test(`${control}: what it forbids is denied, in a Pod and in every workload`, () => {
      for (const [target, pod] of targets) {
        const { effect, reasons, errors } = decide(target, objectOf(pod, podWith(place, forbidden)))
        expect(errors).toEqual([])
        expect(effect).toBe('deny')
        const found = reasons.filter((reason) => reason.policy === `keelson.kubernetesBaseline.${policy}`)
        expect(found.map((reason) => reason.pointer)).toContain(
          policy === 'seccompProfile'
            ? `/object${pod}/containers/0/securityContext/seccompProfile/type`
            : `/object${pod}${place}${pointer}`,
        )
        expect(found[0]!.controls).toContain(
          `Kubernetes PSS ${RESTRICTED.includes(row) ? 'restricted' : 'baseline'}: ${control.replace(' (restricted)', '')}`,
        )
      }
    })

    test(`${control}: what it allows is allowed`, () => {
      for (const [target, pod] of targets) {
        const decision = decide(target, objectOf(pod, podWith(place, allowed)))
        expect(decision).toMatchObject({ effect: 'allow', reasons: [], errors: [] })
      }
    })
  }

  test('the baseline alone asks for nothing that only the restricted standard asks', () => {
    for (const [, policy, place, forbidden] of RESTRICTED) {
      const decision = decide('k8s.Pod.create', objectOf('/spec', podWith(place, forbidden)), baseline)
      expect(policiesOf(decision)).not.toContain(policy)
      expect(decision.effect).toBe('allow')
    }
    const bare = { containers: [{ name: 'app', image: 'app' }] }
    expect(decide('k8s.Pod.create', { spec: bare }, baseline).effect).toBe('allow')
    expect(policiesOf(decide('k8s.Pod.create', { spec: bare }))).toEqual([
      'dropCapabilities',
      'privilegeEscalation',
      'runAsNonRoot',
      'seccompProfile',
    ])
  })
})

describe('fixes', () => {
  const apply = (request: JsonObject, patches: Decision['patches']): JsonObject =>
    applyPatch(request, patches) as JsonObject

  const worst = applyPatch(
    good,
    CONTROLS.filter(([control]) => control !== 'Volume Types').map(([, , path, value]) => {
      return { op: 'add', path, value } as const
    }),
  )

  test('applied, they leave only what nobody can mend without asking', () => {
    const object = { spec: worst }
    const { patches, warnings } = decide('k8s.Pod.create', object)
    expect(warnings).toEqual([])
    const mended = apply({ target: 'k8s.Pod.create', object }, patches)
    const again = decide('k8s.Pod.create', mended.object!)
    expect(policiesOf(again).sort()).toEqual(['hostPathVolumes', 'runAsUser', 'sysctls', 'volumeTypes'])
    expect(again.patches).toEqual([])
  })

  test('applied to a Pod of which nothing is said, they make it one that keeps to the standards', () => {
    const object = {
      spec: {
        containers: [
          { name: 'a', image: 'a' },
          { name: 'b', image: 'b' },
        ],
      },
    }
    const { patches } = decide('k8s.Pod.create', object)
    const mended = apply({ target: 'k8s.Pod.create', object }, patches)
    expect(decide('k8s.Pod.create', mended.object!)).toMatchObject({
      effect: 'allow',
      reasons: [],
      patches: [],
    })
  })
})

const manifestsOf = (text: string): JsonObject[] =>
  parseAllDocuments(text).map((document) => document.toJSON() as JsonObject)

describe('manifests of the example', () => {
  const folder = fileURLToPath(new URL('../../docs/examples/immutable-change/desired/', import.meta.url))
  const objects = readdirSync(folder).flatMap((name) => manifestsOf(readFileSync(folder + name, 'utf8')))
  const workloads = objects.filter(({ kind }) => KINDS[kind as string] !== undefined)

  test.each(workloads.map((object) => [object.kind as string, object] as const))(
    'a %s keeps to both standards',
    (kind, object) => {
      expect(decide(`k8s.${kind}.create`, object)).toMatchObject({ effect: 'allow', reasons: [], errors: [] })
    },
  )

  test('there are some', () => {
    expect(workloads.map(({ kind }) => kind)).toEqual(['Deployment', 'StatefulSet', 'Deployment', 'CronJob'])
  })
})

describeCorpus('manifests of the Argo CD pairs', 'argo-diff', () => {
  const unsaid = ['dropCapabilities', 'privilegeEscalation', 'runAsNonRoot', 'seccompProfile']
  /** Controls that the workloads do not keep to: one has an init container that is privileged and runs as root. */
  const expected: Readonly<Record<string, readonly string[]>> = {
    'deployment-config': unsaid,
    'deployment-live': unsaid,
    'elasticsearch-config': [...unsaid, 'privilegedContainers', 'runAsUser'],
    'elasticsearch-live': [...unsaid, 'privilegedContainers', 'runAsUser'],
  }

  for (const [name, policies] of Object.entries(expected)) {
    test(`${name}: what it does not keep to`, () => {
      const object = JSON.parse(readFileSync(sharedPath(`argo-diff/${name}.json`), 'utf8')) as JsonObject
      const decision = decide(`k8s.${object.kind as string}.update`, object)
      expect(decision.errors).toEqual([])
      expect(policiesOf(decision).sort()).toEqual([...policies].sort())
    })
  }
})
