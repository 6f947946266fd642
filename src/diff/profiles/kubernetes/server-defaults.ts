import type { JsonValue } from '../../../core/index.js'

/** What the API server writes into a field of a type where the manifest says nothing. */
export interface FieldDefaults {
  readonly [field: string]: JsonValue
}

const ROLLING_QUARTER = { maxSurge: '25%', maxUnavailable: '25%' }
const RBD = { keyring: '/etc/ceph/keyring', pool: 'rbd', user: 'admin' }
const SCALE_IO = { fsType: 'xfs', storageMode: 'ThinProvisioned' }
const MODE = { defaultMode: 420 }
const WEBHOOK = {
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
  reinvocationPolicy: 'Never',
  sideEffects: 'Unknown',
  timeoutSeconds: 10,
}
const WEBHOOK_V1BETA1 = {
  failurePolicy: 'Ignore',
  matchPolicy: 'Exact',
  namespaceSelector: {},
  objectSelector: {},
  reinvocationPolicy: 'Never',
  sideEffects: 'Unknown',
  timeoutSeconds: 30,
  admissionReviewVersions: ['v1beta1'],
}
const DEVICE_REQUEST = { allocationMode: 'ExactCount', count: 1 }
const UNLIMITED = 2_147_483_647

/**
 * Fixed defaults of the built-in types (kubernetes/pkg/apis/…/defaults.go). `Pod.spec` is for the member `spec` of Pod
 * alone; a name with a group and version is for that version only. Defaults that depend on other fields are in
 * field-knowledge.ts.
 *
 * A function, so that a bundle without the profile does not carry it.
 */
export function serverDefaults(): { readonly [type: string]: FieldDefaults } {
  return {
    // Pods
    PodSpec: {
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    },
    'Pod.spec': {
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      serviceAccountName: 'default',
    },
    Container: { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' },
    EphemeralContainer: { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' },
    ContainerPort: { protocol: 'TCP' },
    Probe: { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 },
    HTTPGetAction: { path: '/', scheme: 'HTTP' },
    GRPCAction: { service: '' },
    ObjectFieldSelector: { apiVersion: 'v1' },
    ResourceFieldSelector: { divisor: '0' },
    // Volumes
    SecretVolumeSource: MODE,
    ConfigMapVolumeSource: MODE,
    DownwardAPIVolumeSource: MODE,
    ProjectedVolumeSource: MODE,
    ServiceAccountTokenProjection: { expirationSeconds: 3600 },
    HostPathVolumeSource: { type: '' },
    AzureDiskVolumeSource: { cachingMode: 'ReadWrite', fsType: 'ext4', kind: 'Shared', readOnly: false },
    ISCSIVolumeSource: { iscsiInterface: 'default' },
    ISCSIPersistentVolumeSource: { iscsiInterface: 'default' },
    RBDVolumeSource: RBD,
    RBDPersistentVolumeSource: RBD,
    ScaleIOVolumeSource: SCALE_IO,
    ScaleIOPersistentVolumeSource: SCALE_IO,
    PersistentVolumeSpec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' },
    PersistentVolumeClaimSpec: { volumeMode: 'Filesystem' },
    // Workloads
    DeploymentSpec: {
      progressDeadlineSeconds: 600,
      replicas: 1,
      revisionHistoryLimit: 10,
      strategy: { rollingUpdate: ROLLING_QUARTER, type: 'RollingUpdate' },
    },
    'apps/v1beta1:DeploymentSpec': {
      progressDeadlineSeconds: 600,
      replicas: 1,
      revisionHistoryLimit: 2,
      strategy: { rollingUpdate: ROLLING_QUARTER, type: 'RollingUpdate' },
    },
    'extensions/v1beta1:DeploymentSpec': {
      progressDeadlineSeconds: UNLIMITED,
      replicas: 1,
      revisionHistoryLimit: UNLIMITED,
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 }, type: 'RollingUpdate' },
    },
    DeploymentStrategy: { type: 'RollingUpdate' },
    RollingUpdateDeployment: ROLLING_QUARTER,
    'extensions/v1beta1:RollingUpdateDeployment': { maxSurge: 1, maxUnavailable: 1 },
    ReplicaSetSpec: { replicas: 1 },
    ReplicationControllerSpec: { replicas: 1 },
    StatefulSetSpec: {
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      podManagementPolicy: 'OrderedReady',
      replicas: 1,
      revisionHistoryLimit: 10,
      updateStrategy: { rollingUpdate: { partition: 0 }, type: 'RollingUpdate' },
    },
    'StatefulSetSpec.volumeClaimTemplates': { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
    'apps/v1beta1:StatefulSetSpec': {
      podManagementPolicy: 'OrderedReady',
      replicas: 1,
      revisionHistoryLimit: 10,
      updateStrategy: { type: 'OnDelete' },
    },
    StatefulSetUpdateStrategy: { type: 'RollingUpdate' },
    'apps/v1beta1:StatefulSetUpdateStrategy': { type: 'OnDelete' },
    RollingUpdateStatefulSetStrategy: { partition: 0 },
    DaemonSetSpec: {
      revisionHistoryLimit: 10,
      updateStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 }, type: 'RollingUpdate' },
    },
    'extensions/v1beta1:DaemonSetSpec': { updateStrategy: { type: 'OnDelete' } },
    DaemonSetUpdateStrategy: { type: 'RollingUpdate' },
    'extensions/v1beta1:DaemonSetUpdateStrategy': { type: 'OnDelete' },
    RollingUpdateDaemonSet: { maxSurge: 0, maxUnavailable: 1 },
    'Job.spec': { backoffLimit: 6, completionMode: 'NonIndexed', parallelism: 1, suspend: false },
    CronJobSpec: {
      concurrencyPolicy: 'Allow',
      failedJobsHistoryLimit: 1,
      successfulJobsHistoryLimit: 3,
      suspend: false,
    },
    HorizontalPodAutoscalerSpec: { minReplicas: 1 },
    'autoscaling/v1:HorizontalPodAutoscalerSpec': { minReplicas: 1, targetCPUUtilizationPercentage: 80 },
    'HorizontalPodAutoscalerBehavior.scaleUp': {
      policies: [
        { periodSeconds: 15, type: 'Pods', value: 4 },
        { periodSeconds: 15, type: 'Percent', value: 100 },
      ],
      selectPolicy: 'Max',
      stabilizationWindowSeconds: 0,
    },
    'HorizontalPodAutoscalerBehavior.scaleDown': {
      policies: [{ periodSeconds: 15, type: 'Percent', value: 100 }],
      selectPolicy: 'Max',
    },
    PriorityClass: { preemptionPolicy: 'PreemptLowerPriority' },
    // Services and networks
    ServiceSpec: { internalTrafficPolicy: 'Cluster', sessionAffinity: 'None', type: 'ClusterIP' },
    ServicePort: { protocol: 'TCP' },
    ClientIPConfig: { timeoutSeconds: 10_800 },
    EndpointPort: { protocol: 'TCP' },
    'discovery.k8s.io/v1:EndpointPort': { name: '', protocol: 'TCP' },
    'discovery.k8s.io/v1beta1:EndpointPort': { name: '', protocol: 'TCP' },
    NetworkPolicyPort: { protocol: 'TCP' },
    'networking.k8s.io/v1beta1:HTTPIngressPath': { pathType: 'ImplementationSpecific' },
    'extensions/v1beta1:HTTPIngressPath': { pathType: 'ImplementationSpecific' },
    IngressClassParametersReference: { scope: 'Cluster' },
    // Access, admission, storage classes, fairness, devices
    Secret: { type: 'Opaque' },
    RoleRef: { apiGroup: 'rbac.authorization.k8s.io' },
    MutatingWebhook: WEBHOOK,
    ValidatingWebhook: WEBHOOK,
    'admissionregistration.k8s.io/v1beta1:MutatingWebhook': WEBHOOK_V1BETA1,
    'admissionregistration.k8s.io/v1beta1:ValidatingWebhook': WEBHOOK_V1BETA1,
    RuleWithOperations: { scope: '*' },
    NamedRuleWithOperations: { scope: '*' },
    MatchResources: { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} },
    ServiceReference: { port: 443 },
    StorageClass: { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
    CSIDriverSpec: {
      attachRequired: true,
      fsGroupPolicy: 'ReadWriteOnceWithFSType',
      podInfoOnMount: false,
      requiresRepublish: false,
      seLinuxMount: false,
      storageCapacity: false,
      volumeLifecycleModes: ['Persistent'],
    },
    Namespace: { spec: { finalizers: ['kubernetes'] } },
    FlowSchemaSpec: { matchingPrecedence: 1000 },
    LimitedPriorityLevelConfiguration: { lendablePercent: 0, nominalConcurrencyShares: 30 },
    ExemptPriorityLevelConfiguration: { lendablePercent: 0, nominalConcurrencyShares: 0 },
    QueuingConfiguration: { handSize: 8, queueLengthLimit: 50, queues: 64 },
    ExactDeviceRequest: DEVICE_REQUEST,
    DeviceSubRequest: DEVICE_REQUEST,
    'resource.k8s.io/v1beta1:DeviceRequest': DEVICE_REQUEST,
    CustomResourceDefinitionSpec: { conversion: { strategy: 'None' }, preserveUnknownFields: false },
  }
}
