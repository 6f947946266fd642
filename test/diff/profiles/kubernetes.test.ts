import type { JsonObject, JsonValue } from 'keelson/core'
import { applyPatch, diff, diff3, kubernetes, toPatch } from 'keelson/diff'
import { describe, expect, test } from 'vitest'

const profile = kubernetes()

/** Every change, one short line each. */
function told(before: JsonValue, after: JsonValue, using = profile): string[] {
  return diff(before, after, { profile: using }).changes.map(
    ({ class: className, op, pointer }) => `${className} ${op} ${pointer}`,
  )
}

function object(apiVersion: string, kind: string, more: object): JsonObject {
  return { apiVersion, kind, ...more } as unknown as JsonObject
}

const pod = (spec: object): JsonObject => object('v1', 'Pod', { spec })
const container = (more: object): object => ({ name: 'app', image: 'app:1', ...more })
const podWith = (more: object): JsonObject => pod({ containers: [container(more)] })
const deployment = (spec: object): JsonObject => object('apps/v1', 'Deployment', { spec })
const template = (spec: object): JsonObject => deployment({ template: { spec } })
const service = (spec: object): JsonObject => object('v1', 'Service', { spec })

interface Same {
  readonly what: string
  readonly desired: JsonValue
  readonly live: JsonValue
  /** How the one difference is classed; several where more than one place differs. */
  readonly as: readonly string[]
}

describe('what the server does to a manifest does not count', () => {
  const SAME: readonly Same[] = [
    // Spelling
    {
      what: 'cpu in another spelling',
      desired: podWith({ resources: { limits: { cpu: '1000m' } } }),
      live: podWith({ resources: { limits: { cpu: 1 } } }),
      as: ['normalised'],
    },
    {
      what: 'memory in another spelling',
      desired: podWith({ resources: { requests: { memory: '1536Mi' } } }),
      live: podWith({ resources: { requests: { memory: '1.5Gi' } } }),
      as: ['normalised'],
    },
    {
      what: 'storage in another spelling',
      desired: object('v1', 'PersistentVolumeClaim', {
        spec: { resources: { requests: { storage: '1000M' } } },
      }),
      live: object('v1', 'PersistentVolumeClaim', { spec: { resources: { requests: { storage: '1G' } } } }),
      as: ['normalised'],
    },
    {
      what: 'a quota in another spelling',
      desired: object('v1', 'ResourceQuota', { spec: { hard: { cpu: '0.5' } } }),
      live: object('v1', 'ResourceQuota', { spec: { hard: { cpu: '500m' } } }),
      as: ['normalised'],
    },
    {
      what: 'a size limit in another spelling',
      desired: pod({ volumes: [{ name: 'v', emptyDir: { sizeLimit: '1024Mi' } }] }),
      live: pod({ volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Gi' } }] }),
      as: ['normalised'],
    },
    {
      what: 'a port as text',
      desired: service({ ports: [{ port: 80, targetPort: '8080' }] }),
      live: service({ ports: [{ port: 80, targetPort: 8080 }] }),
      as: ['normalised'],
    },
    {
      what: 'a time in another zone',
      desired: object('coordination.k8s.io/v1', 'Lease', {
        spec: { renewTime: '2026-01-01T01:00:00.000000+01:00' },
      }),
      live: object('coordination.k8s.io/v1', 'Lease', { spec: { renewTime: '2026-01-01T00:00:00Z' } }),
      as: ['normalised'],
    },
    {
      what: 'bytes in lines',
      desired: object('v1', 'Secret', { data: { a: 'c2Vj\ncmV0' } }),
      live: object('v1', 'Secret', { data: { a: 'c2VjcmV0' } }),
      as: ['normalised'],
    },
    // Nothing, null and empty
    {
      what: 'no command',
      desired: podWith({ command: [], args: null }),
      live: podWith({}),
      as: ['defaulted', 'defaulted'],
    },
    {
      what: 'no limits',
      desired: podWith({ resources: { limits: {} } }),
      live: podWith({}),
      as: ['normalised'],
    },
    {
      what: 'no labels',
      desired: object('v1', 'ConfigMap', { metadata: { labels: null, annotations: {} } }),
      live: object('v1', 'ConfigMap', {}),
      as: ['normalised'],
    },
    {
      what: 'a delay of zero',
      desired: podWith({ livenessProbe: { initialDelaySeconds: 0 } }),
      live: podWith({ livenessProbe: {} }),
      as: ['defaulted'],
    },
    {
      what: 'a variable without text',
      desired: podWith({ env: [{ name: 'A', value: '' }] }),
      live: podWith({ env: [{ name: 'A' }] }),
      as: ['defaulted'],
    },
    { what: 'no volumes', desired: template({ volumes: [] }), live: template({}), as: ['normalised'] },
    { what: 'no affinity', desired: template({ affinity: null }), live: template({}), as: ['defaulted'] },
    {
      what: 'not on the network of the host',
      desired: template({ hostNetwork: false }),
      live: template({}),
      as: ['defaulted'],
    },
    // Defaults
    {
      what: 'the strategy of a Deployment',
      desired: deployment({}),
      live: deployment({
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      }),
      as: ['defaulted'],
    },
    {
      what: 'the limits of a rolling update',
      desired: deployment({ strategy: { rollingUpdate: { maxSurge: 1 } } }),
      live: deployment({
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
      }),
      as: ['defaulted', 'defaulted'],
    },
    {
      what: 'the strategy of a DaemonSet',
      desired: object('apps/v1', 'DaemonSet', { spec: {} }),
      live: object('apps/v1', 'DaemonSet', {
        spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } } },
      }),
      as: ['defaulted'],
    },
    {
      what: 'what a StatefulSet keeps',
      desired: object('apps/v1', 'StatefulSet', { spec: {} }),
      live: object('apps/v1', 'StatefulSet', {
        spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' } },
      }),
      as: ['defaulted'],
    },
    {
      what: 'the claims of a StatefulSet',
      desired: object('apps/v1', 'StatefulSet', {
        spec: { volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: {} }] },
      }),
      live: object('apps/v1', 'StatefulSet', {
        spec: {
          volumeClaimTemplates: [
            {
              apiVersion: 'v1',
              kind: 'PersistentVolumeClaim',
              metadata: { name: 'd', creationTimestamp: null },
              spec: { volumeMode: 'Filesystem' },
              status: { phase: 'Pending' },
            },
          ],
        },
      }),
      as: ['defaulted', 'defaulted', 'foreign', 'defaulted', 'foreign'],
    },
    {
      what: 'when an image with a tag is pulled',
      desired: podWith({}),
      live: podWith({ imagePullPolicy: 'IfNotPresent' }),
      as: ['defaulted'],
    },
    {
      what: 'when an image without a tag is pulled',
      desired: podWith({ image: 'host:5000/app' }),
      live: podWith({ image: 'host:5000/app', imagePullPolicy: 'Always' }),
      as: ['defaulted'],
    },
    {
      what: 'when an image by digest is pulled',
      desired: podWith({ image: 'app@sha256:00' }),
      live: podWith({ image: 'app@sha256:00', imagePullPolicy: 'IfNotPresent' }),
      as: ['defaulted'],
    },
    {
      what: 'the protocol of a port',
      desired: podWith({ ports: [{ containerPort: 80 }] }),
      live: podWith({ ports: [{ containerPort: 80, protocol: 'TCP' }] }),
      as: ['defaulted'],
    },
    {
      what: 'the account of a Pod',
      desired: pod({}),
      live: pod({ serviceAccountName: 'default', serviceAccount: 'default' }),
      as: ['defaulted', 'defaulted'],
    },
    {
      what: 'the old name of the account',
      desired: template({ serviceAccountName: 'a' }),
      live: template({ serviceAccountName: 'a', serviceAccount: 'a' }),
      as: ['defaulted'],
    },
    {
      what: 'a volume without a source',
      desired: pod({ volumes: [{ name: 'v' }] }),
      live: pod({ volumes: [{ name: 'v', emptyDir: {} }] }),
      as: ['defaulted'],
    },
    {
      what: 'ports on the network of the host',
      desired: template({ hostNetwork: true, containers: [container({ ports: [{ containerPort: 80 }] })] }),
      live: template({
        hostNetwork: true,
        containers: [container({ ports: [{ containerPort: 80, hostPort: 80 }] })],
      }),
      as: ['defaulted'],
    },
    {
      what: 'the port behind a service',
      desired: service({ ports: [{ port: 80 }] }),
      live: service({ ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }] }),
      as: ['defaulted', 'defaulted'],
    },
    {
      what: 'the addresses of a service',
      desired: service({}),
      live: service({
        type: 'ClusterIP',
        sessionAffinity: 'None',
        clusterIP: '10.0.0.1',
        clusterIPs: ['10.0.0.1'],
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
      }),
      as: ['foreign', 'foreign', 'defaulted', 'foreign', 'foreign', 'defaulted', 'defaulted'].sort(),
    },
    {
      what: 'the port of a node',
      desired: service({ type: 'NodePort', ports: [{ port: 80 }] }),
      live: service({
        type: 'NodePort',
        externalTrafficPolicy: 'Cluster',
        ports: [{ port: 80, nodePort: 30_080 }],
      }),
      as: ['defaulted', 'foreign'],
    },
    {
      what: 'the limits of a Job',
      desired: object('batch/v1', 'Job', { spec: {} }),
      live: object('batch/v1', 'Job', {
        spec: {
          backoffLimit: 6,
          completionMode: 'NonIndexed',
          completions: 1,
          parallelism: 1,
          suspend: false,
          selector: { matchLabels: { 'controller-uid': 'u' } },
        },
      }),
      as: ['defaulted', 'defaulted', 'defaulted', 'defaulted', 'defaulted', 'foreign'].sort(),
    },
    {
      what: 'the labels of the Pods of a Job',
      desired: object('batch/v1', 'Job', { spec: { template: { metadata: { labels: { a: 'b' } } } } }),
      live: object('batch/v1', 'Job', {
        spec: {
          template: {
            metadata: { labels: { a: 'b', 'controller-uid': 'u', 'batch.kubernetes.io/job-name': 'j' } },
          },
        },
      }),
      as: ['foreign', 'foreign'],
    },
    {
      what: 'the limits of a CronJob',
      desired: object('batch/v1', 'CronJob', { spec: {} }),
      live: object('batch/v1', 'CronJob', {
        spec: {
          concurrencyPolicy: 'Allow',
          suspend: false,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 1,
        },
      }),
      as: ['defaulted', 'defaulted', 'defaulted', 'defaulted'],
    },
    {
      what: 'how an autoscaler scales',
      desired: object('autoscaling/v2', 'HorizontalPodAutoscaler', {
        spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } },
      }),
      live: object('autoscaling/v2', 'HorizontalPodAutoscaler', {
        spec: {
          minReplicas: 1,
          behavior: {
            scaleDown: {
              stabilizationWindowSeconds: 60,
              selectPolicy: 'Max',
              policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
            },
          },
        },
      }),
      as: ['defaulted', 'defaulted', 'defaulted'],
    },
    {
      what: 'which policy types a network policy has',
      desired: object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { egress: [{}] } }),
      live: object('networking.k8s.io/v1', 'NetworkPolicy', {
        spec: { egress: [{}], policyTypes: ['Ingress', 'Egress'] },
      }),
      as: ['defaulted'],
    },
    {
      what: 'whose a role is',
      desired: object('rbac.authorization.k8s.io/v1', 'RoleBinding', {
        subjects: [
          { kind: 'User', name: 'a' },
          { kind: 'ServiceAccount', name: 'b' },
        ],
        roleRef: { kind: 'Role', name: 'r' },
      }),
      live: object('rbac.authorization.k8s.io/v1', 'RoleBinding', {
        subjects: [
          { kind: 'User', name: 'a', apiGroup: 'rbac.authorization.k8s.io' },
          { kind: 'ServiceAccount', name: 'b', apiGroup: '' },
        ],
        roleRef: { kind: 'Role', name: 'r', apiGroup: 'rbac.authorization.k8s.io' },
      }),
      as: ['defaulted', 'defaulted', 'defaulted'],
    },
    {
      what: 'how a webhook fails',
      desired: object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', {
        webhooks: [{ name: 'w' }],
      }),
      live: object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', {
        webhooks: [
          {
            name: 'w',
            failurePolicy: 'Fail',
            matchPolicy: 'Equivalent',
            timeoutSeconds: 10,
            clientConfig: { caBundle: 'Q0E=' },
            namespaceSelector: {},
            objectSelector: {},
          },
        ],
      }),
      as: ['foreign', 'defaulted', 'defaulted', 'defaulted', 'defaulted', 'defaulted'],
    },
    {
      what: 'the class of a claim, and its volume',
      desired: object('v1', 'PersistentVolumeClaim', { spec: {} }),
      live: object('v1', 'PersistentVolumeClaim', {
        metadata: {
          finalizers: ['kubernetes.io/pvc-protection'],
          annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
        },
        spec: { storageClassName: 'standard', volumeName: 'pvc-1', volumeMode: 'Filesystem' },
        status: { phase: 'Bound' },
      }),
      as: ['foreign', 'foreign', 'defaulted', 'foreign', 'foreign'],
    },
    {
      what: 'the claim of a volume',
      desired: object('v1', 'PersistentVolume', { spec: { claimRef: { namespace: 'n', name: 'c' } } }),
      live: object('v1', 'PersistentVolume', {
        spec: {
          claimRef: {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            namespace: 'n',
            name: 'c',
            uid: 'u',
            resourceVersion: '1',
          },
          persistentVolumeReclaimPolicy: 'Retain',
        },
      }),
      as: ['foreign', 'foreign', 'foreign', 'foreign', 'defaulted'],
    },
    {
      what: 'the finalizers of a namespace',
      desired: object('v1', 'Namespace', { metadata: { name: 'n' } }),
      live: object('v1', 'Namespace', {
        metadata: { name: 'n', labels: { 'kubernetes.io/metadata.name': 'n' } },
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      }),
      as: ['foreign', 'defaulted', 'foreign'],
    },
    {
      what: 'the tokens of an account',
      desired: object('v1', 'ServiceAccount', { secrets: [{ name: 'mine' }] }),
      live: object('v1', 'ServiceAccount', { secrets: [{ name: 'a-token-x7k2p' }, { name: 'mine' }] }),
      as: ['foreign'],
    },
    {
      what: 'the type of a Secret',
      desired: object('v1', 'Secret', {}),
      live: object('v1', 'Secret', { type: 'Opaque' }),
      as: ['defaulted'],
    },
    {
      what: 'a device request',
      desired: object('resource.k8s.io/v1', 'ResourceClaim', {
        spec: { devices: { requests: [{ name: 'r', exactly: {} }] } },
      }),
      live: object('resource.k8s.io/v1', 'ResourceClaim', {
        spec: { devices: { requests: [{ name: 'r', exactly: { allocationMode: 'ExactCount', count: 1 } }] } },
      }),
      as: ['defaulted', 'defaulted'],
    },
    {
      what: 'a definition of a resource',
      desired: object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec: {} }),
      live: object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
        spec: { conversion: { strategy: 'None' } },
        status: {},
      }),
      as: ['defaulted', 'foreign'],
    },
    {
      what: 'the status of a kind that is not known',
      desired: object('example.com/v1', 'Widget', { metadata: { name: 'w' } }),
      live: object('example.com/v1', 'Widget', {
        metadata: { name: 'w', uid: 'u' },
        status: { ready: true },
      }),
      as: ['foreign', 'foreign'],
    },
  ]

  test.each(SAME)('$what', ({ desired, live, as }) => {
    const { changes, equal } = diff(desired, live, { profile })
    expect(changes.map(({ class: className }) => className).sort()).toEqual([...as].sort())
    expect(equal).toBe(true)
    expect(changes.every(({ rule }) => rule !== undefined)).toBe(true)
    // The other way round nothing counts either.
    expect(diff(live, desired, { profile }).equal).toBe(true)
  })
})

describe('what somebody did by hand counts', () => {
  const DIFFERENT: readonly {
    what: string
    desired: JsonValue
    live: JsonValue
    material: readonly string[]
  }[] = [
    {
      what: 'an image that is pulled at another time',
      desired: podWith({}),
      live: podWith({ imagePullPolicy: 'Always' }),
      material: ['/spec/containers/0/imagePullPolicy'],
    },
    {
      what: 'an image of the tag latest that is not pulled',
      desired: podWith({ image: 'app:latest' }),
      live: podWith({ image: 'app:latest', imagePullPolicy: 'IfNotPresent' }),
      material: ['/spec/containers/0/imagePullPolicy'],
    },
    {
      what: 'another amount',
      desired: podWith({ resources: { limits: { cpu: '1' } } }),
      live: podWith({ resources: { limits: { cpu: '1001m' } } }),
      material: ['/spec/containers/0/resources/limits/cpu'],
    },
    {
      what: 'replicas, zero and none',
      desired: deployment({ replicas: 0 }),
      live: deployment({}),
      material: ['/spec/replicas'],
    },
    {
      what: 'a user, root and none',
      desired: podWith({ securityContext: {} }),
      live: podWith({ securityContext: { runAsUser: 0 } }),
      material: ['/spec/containers/0/securityContext/runAsUser'],
    },
    {
      what: 'a token that is not mounted',
      desired: template({}),
      live: template({ automountServiceAccountToken: false }),
      material: ['/spec/template/spec/automountServiceAccountToken'],
    },
    {
      what: 'a storage class, none and no matter which',
      desired: object('v1', 'PersistentVolumeClaim', { spec: { storageClassName: '' } }),
      live: object('v1', 'PersistentVolumeClaim', { spec: { storageClassName: 'standard' } }),
      material: ['/spec/storageClassName'],
    },
    {
      what: 'a selector of everything and none',
      desired: object('networking.k8s.io/v1', 'NetworkPolicy', {
        spec: { ingress: [{ from: [{ podSelector: {} }] }] },
      }),
      live: object('networking.k8s.io/v1', 'NetworkPolicy', {
        spec: { ingress: [{ from: [{ podSelector: {}, namespaceSelector: {} }] }] },
      }),
      material: ['/spec/ingress/0/from/0/namespaceSelector'],
    },
    {
      what: 'another port of the node than the one written',
      desired: service({ ports: [{ port: 80, nodePort: 30_080 }] }),
      live: service({ ports: [{ port: 80, nodePort: 30_081 }] }),
      material: ['/spec/ports/0/nodePort'],
    },
    {
      what: 'another certificate than the one written',
      desired: object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', {
        webhooks: [{ name: 'w', clientConfig: { caBundle: 'QQ==' } }],
      }),
      live: object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', {
        webhooks: [{ name: 'w', clientConfig: { caBundle: 'Qg==' } }],
      }),
      material: ['/webhooks/0/clientConfig/caBundle'],
    },
    {
      what: 'rules of a role that nobody puts together',
      desired: object('rbac.authorization.k8s.io/v1', 'ClusterRole', {}),
      live: object('rbac.authorization.k8s.io/v1', 'ClusterRole', { rules: [{ verbs: ['*'] }] }),
      material: ['/rules'],
    },
    {
      what: 'a role that is put together from now on',
      desired: object('rbac.authorization.k8s.io/v1', 'ClusterRole', { rules: [] }),
      live: object('rbac.authorization.k8s.io/v1', 'ClusterRole', {
        aggregationRule: {},
        rules: [{ verbs: ['*'] }],
      }),
      material: ['/aggregationRule', '/rules/0'],
    },
    {
      what: 'a port of the host',
      desired: template({ containers: [container({ ports: [{ containerPort: 80 }] })] }),
      live: template({ containers: [container({ ports: [{ containerPort: 80, hostPort: 80 }] })] }),
      material: ['/spec/template/spec/containers/0/ports/0/hostPort'],
    },
    {
      what: 'a restart by hand',
      desired: deployment({ template: { metadata: { annotations: { a: 'b' } } } }),
      live: deployment({
        template: { metadata: { annotations: { a: 'b', 'kubectl.kubernetes.io/restartedAt': 'now' } } },
      }),
      material: ['/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt'],
    },
    {
      what: 'a node that is written into a template',
      desired: template({}),
      live: template({ nodeName: 'n' }),
      material: ['/spec/template/spec/nodeName'],
    },
    {
      what: 'an empty list of a kind that is not known',
      desired: object('example.com/v1', 'Widget', { spec: { list: [] } }),
      live: object('example.com/v1', 'Widget', { spec: {} }),
      material: ['/spec/list'],
    },
    {
      what: 'another Secret than tokens of an account',
      desired: object('v1', 'ServiceAccount', { secrets: [{ name: 'a' }] }),
      live: object('v1', 'ServiceAccount', { secrets: [{ name: 'a' }, { name: 'b' }] }),
      material: ['/secrets/1'],
    },
    {
      what: 'the version of the API',
      desired: object('apps/v1beta1', 'Deployment', {}),
      live: object('apps/v1', 'Deployment', {}),
      material: ['/apiVersion'],
    },
    {
      what: 'the kind',
      desired: object('apps/v1', 'Deployment', { spec: { replicas: 1 } }),
      live: object('apps/v1', 'StatefulSet', { spec: {} }),
      material: ['/kind', '/spec/replicas'],
    },
    {
      what: 'a history limit as an old version had it',
      desired: object('apps/v1', 'Deployment', { spec: {} }),
      live: object('apps/v1', 'Deployment', { spec: { revisionHistoryLimit: 2 } }),
      material: ['/spec/revisionHistoryLimit'],
    },
  ]

  test.each(DIFFERENT)('$what', ({ desired, live, material }) => {
    const found = diff(desired, live, { profile })
    expect(
      found.changes.filter((change) => change.class === 'material').map(({ pointer }) => pointer),
    ).toEqual(material)
    const patched = applyPatch(desired, toPatch(found))
    expect(diff(patched, live, { profile }).equal).toBe(true)
  })
})

describe('versions have their own defaults', () => {
  test.each([
    ['apps/v1beta1', 2],
    ['extensions/v1beta1', 2_147_483_647],
    ['apps/v1beta2', 10],
    ['apps/v1', 10],
  ])('a Deployment of %s keeps %d revisions', (apiVersion, revisionHistoryLimit) => {
    const live = object(apiVersion, 'Deployment', { spec: { revisionHistoryLimit } })
    expect(told(object(apiVersion, 'Deployment', { spec: {} }), live)).toEqual([
      'defaulted add /spec/revisionHistoryLimit',
    ])
  })

  test('defaults of a Job are not those of the Job in a CronJob', () => {
    const cron = (spec: object): JsonObject =>
      object('batch/v1', 'CronJob', { spec: { jobTemplate: { spec } } })
    expect(told(cron({}), cron({ backoffLimit: 6 }))).toEqual([
      'material add /spec/jobTemplate/spec/backoffLimit',
    ])
    const pods = (spec: object): JsonObject => cron({ template: { spec } })
    expect(told(pods({}), pods({ dnsPolicy: 'ClusterFirst' }))).toEqual([
      'defaulted add /spec/jobTemplate/spec/template/spec/dnsPolicy',
    ])
  })
})

describe('lists', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l']
  const turned = [...NAMES.slice(5), ...NAMES.slice(0, 5)].reverse()

  test.each([
    {
      what: 'containers',
      of: (names: string[]) => pod({ containers: names.map((name) => ({ name, image: 'i:1' })) }),
      pointer: '/spec/containers',
    },
    {
      what: 'variables',
      of: (names: string[]) => podWith({ env: names.map((name) => ({ name, value: name })) }),
      pointer: '/spec/containers/0/env',
    },
    {
      what: 'ports',
      of: (names: string[]) =>
        podWith({ ports: names.map((_, index) => ({ containerPort: names[index]!.charCodeAt(0) })) }),
      pointer: '/spec/containers/0/ports',
    },
    {
      what: 'mounts',
      of: (names: string[]) =>
        podWith({ volumeMounts: names.map((name) => ({ mountPath: `/${name}`, name: 'v' })) }),
      pointer: '/spec/containers/0/volumeMounts',
    },
    {
      what: 'finalizers',
      of: (names: string[]) => object('v1', 'ConfigMap', { metadata: { finalizers: names } }),
      pointer: '/metadata/finalizers',
    },
    {
      what: 'webhooks',
      of: (names: string[]) =>
        object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', {
          webhooks: names.map((name) => ({ name })),
        }),
      pointer: '/webhooks',
    },
  ])('permuting twelve $what is one normalised change', ({ of, pointer }) => {
    const found = diff(of(NAMES), of(turned), { profile })
    expect(found.equal).toBe(true)
    expect(found.changes.map(({ class: className, pointer: place }) => [className, place])).toEqual([
      ['normalised', pointer],
    ])
  })

  test('the order of init containers counts', () => {
    const init = (...names: string[]): JsonObject =>
      pod({ initContainers: names.map((name) => ({ name, image: 'i:1' })) })
    expect(diff(init('a', 'b', 'c'), init('b', 'a', 'c'), { profile }).equal).toBe(false)
  })

  test('the order of variables counts where one may refer to another', () => {
    const env = (...entries: [string, string][]): JsonObject =>
      podWith({ env: entries.map(([name, value]) => ({ name, value })) })
    const before = env(['HOST', 'db'], ['URL', 'http://$(HOST)'])
    expect(diff(before, env(['URL', 'http://$(HOST)'], ['HOST', 'db']), { profile }).equal).toBe(false)
    expect(diff(env(['A', '1'], ['B', '2']), env(['B', '2'], ['A', '1']), { profile }).equal).toBe(true)
  })

  test('the order of arguments counts, and moving one is two operations', () => {
    const before = podWith({ args: NAMES })
    const after = podWith({ args: [...NAMES.slice(1), NAMES[0]] })
    const { changes } = diff(before, after, { profile })
    expect(changes.map(({ class: className, op }) => `${className} ${op}`)).toEqual([
      'material add',
      'material remove',
    ])
  })

  test('a port keeps its place in the list by number and protocol, of which TCP may be left out', () => {
    const before = podWith({ ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }] })
    const after = podWith({
      ports: [
        { containerPort: 53, protocol: 'UDP', name: 'dns' },
        { containerPort: 53, protocol: 'TCP' },
      ],
    })
    expect(told(before, after).filter((line) => line.startsWith('material'))).toEqual([
      'material add /spec/containers/0/ports/1/name',
    ])
  })

  test('keys that come twice are told, and nothing is lost', () => {
    const env = (...values: string[]): JsonObject =>
      podWith({ env: values.map((value) => ({ name: 'A', value })) })
    const found = diff(env('1', '2'), env('1', '3'), { profile })
    expect(found.notes).toMatchObject([{ kind: 'duplicate-list-key', pointer: '/spec/containers/0/env' }])
    expect(applyPatch(env('1', '2'), toPatch(found))).toEqual(env('1', '3'))
  })
})

describe('a list of objects', () => {
  test('knows each by its kind', () => {
    const list = (...items: JsonValue[]): JsonObject => object('v1', 'List', { items })
    const before = list(service({ ports: [{ port: 80 }] }), podWith({ resources: { limits: { cpu: '1' } } }))
    const after = list(
      service({ ports: [{ port: 80, protocol: 'TCP' }] }),
      podWith({ resources: { limits: { cpu: '1000m' } } }),
    )
    expect(diff(before, after, { profile }).equal).toBe(true)
  })
})

describe('a Secret', () => {
  const written = object('v1', 'Secret', { stringData: { password: 'höchst geheim' } })
  const kept = (password: string): JsonObject =>
    object('v1', 'Secret', { data: { password }, type: 'Opaque' })

  test('is the same in stringData and in data', () => {
    expect(told(written, kept('aMO2Y2hzdCBnZWhlaW0='))).toEqual([
      'defaulted add /data',
      'defaulted remove /stringData',
      'defaulted add /type',
    ])
    expect(diff(kept('aMO2Y2hzdCBnZWhlaW0='), written, { profile }).equal).toBe(true)
  })

  test('is another where the bytes are', () => {
    const live = kept('QQ==')
    const found = diff(written, live, { profile })
    expect(found.equal).toBe(false)
    expect(diff(applyPatch(written, toPatch(found)), live, { profile }).equal).toBe(true)
  })

  test('has stringData above data of the same name', () => {
    const both = object('v1', 'Secret', { data: { a: 'QQ==' }, stringData: { a: 'B' } })
    expect(diff(both, object('v1', 'Secret', { data: { a: 'Qg==' } }), { profile }).equal).toBe(true)
    expect(diff(both, object('v1', 'Secret', { data: { a: 'QQ==' } }), { profile }).equal).toBe(false)
  })

  describe('written with stringData, compared with what was applied last', () => {
    const texts = (stringData: JsonObject): JsonObject => object('v1', 'Secret', { stringData })
    const bytes = (data: JsonObject): JsonObject => object('v1', 'Secret', { data, type: 'Opaque' })
    const material = (base: JsonObject, desired: JsonObject, live: JsonObject): string[] =>
      diff3({ base, desired, live }, { profile })
        .changes.filter((change) => change.class === 'material')
        .map(({ cause, pointer }) => `${cause} ${pointer}`)

    test.each<[string, JsonObject, JsonObject, JsonObject, string[]]>([
      ['a text that is to be another', { a: 'A' }, { a: 'B' }, { a: 'QQ==' }, ['pending /stringData']],
      [
        'beside one that stays',
        { a: 'A', b: 'C' },
        { a: 'B', b: 'C' },
        { a: 'QQ==', b: 'Qw==' },
        ['pending /stringData'],
      ],
      ['a text that is new', { a: 'A' }, { a: 'A', b: 'B' }, { a: 'QQ==' }, ['pending /stringData']],
      [
        'a text that live and desired both changed',
        { a: 'A' },
        { a: 'B' },
        { a: 'Qw==' },
        ['drift /data', 'conflict /stringData'],
      ],
    ])('%s', (_, base, desired, live, expected) => {
      expect(material(texts(base), texts(desired), bytes(live))).toEqual(expected)
    })

    test('bytes that are still what was applied are not taken away', () => {
      const states = { base: texts({ a: 'A' }), desired: texts({ a: 'B' }), live: bytes({ a: 'QQ==' }) }
      expect(diff3(states, { profile }).remediation).toEqual([])
    })
  })

  test('that somebody changed is drift', () => {
    const found = diff3({ base: written, desired: written, live: kept('QQ==') }, { profile })
    expect(found.equal).toBe(false)
    expect(
      found.changes.some(({ cause, class: className }) => cause === 'drift' && className === 'material'),
    ).toBe(true)
  })

  test('names what is not to be shown', () => {
    const secret = object('v1', 'Secret', {
      data: { 'a/b': 'QQ==' },
      stringData: { c: 'd' },
      metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } },
    })
    const pointers = [
      '/data/a~1b',
      '/stringData/c',
      '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration',
    ]
    expect(profile.redact!(secret)).toEqual(pointers)
    expect(profile.redact!(object('v1', 'List', { items: [podWith({}), secret] }))).toEqual(
      pointers.map((pointer) => `/items/1${pointer}`),
    )
    expect(profile.redact!(podWith({}))).toEqual([])
    expect(profile.redact!(null)).toEqual([])
  })
})

describe('documents that are no objects of Kubernetes', () => {
  test.each([[null], [[]], ['text'], [{}], [{ kind: 'Pod' }], [{ apiVersion: 1, kind: 'Pod' }]])(
    '%j is compared as it is',
    (document) => {
      expect(told({ a: [] }, document as JsonValue)).toEqual(
        diff({ a: [] }, document as JsonValue).changes.map(({ op, pointer }) => `material ${op} ${pointer}`),
      )
    },
  )

  test('an object without its kind on one side is of the kind of the other', () => {
    const { apiVersion, kind, ...rest } = podWith({ resources: { limits: { cpu: '1' } } })
    const after = podWith({ resources: { limits: { cpu: '1000m' } } })
    expect(told(rest, after)).toEqual([
      'material add /apiVersion',
      'material add /kind',
      'normalised replace /spec/containers/0/resources/limits/cpu',
    ])
    expect([apiVersion, kind]).toEqual(['v1', 'Pod'])
  })
})
