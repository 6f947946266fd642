import type { JsonValue } from 'keelson/core'

/** A small deterministic generator (mulberry32); benchmarks must see the same documents on every machine. */
export function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

function digits(draw: (below: number) => number, length: number): string {
  let text = ''
  while (text.length < length) text += draw(0x1000000).toString(16)
  return text.slice(0, length)
}

/** A Deployment of twelve containers with 22 variables each: about 20 KB of JSON, 28 KB with values of 56 characters. */
export function deployment(seed: number, valueLength: number = 24): JsonValue {
  const draw = generator(seed)
  const containers = Array.from({ length: 12 }, (_, index) => ({
    name: `container-${index}`,
    image: `registry.corp.example/team/service-${index}:1.${draw(40)}.${draw(10)}`,
    ports: [{ name: 'http', containerPort: 8080 + index, protocol: 'TCP' }],
    env: Array.from({ length: 22 }, (_, variable) => ({
      name: `VARIABLE_${variable}`,
      value: digits(draw, valueLength),
    })),
    resources: {
      requests: { cpu: `${draw(900) + 100}m`, memory: '256Mi' },
      limits: { cpu: '2', memory: '1Gi' },
    },
    securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  }))
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: `service-${seed}`,
      namespace: 'payments',
      labels: { app: `service-${seed}`, tier: 'backend' },
    },
    spec: {
      replicas: draw(9) + 1,
      selector: { matchLabels: { app: `service-${seed}` } },
      template: {
        metadata: { labels: { app: `service-${seed}` } },
        spec: { containers, serviceAccountName: 'service' },
      },
    },
  }
}

/** A Terraform state of so many resources; 2,860 make about 5 MB. */
export function terraformState(resources: number): JsonValue {
  const draw = generator(resources)
  return {
    version: 4,
    terraform_version: '1.9.5',
    serial: 812,
    lineage: digits(draw, 32),
    resources: Array.from({ length: resources }, (_, index) => ({
      mode: 'managed',
      type: ['aws_instance', 'aws_security_group', 'aws_iam_role'][index % 3]!,
      name: `resource_${index}`,
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [
        {
          schema_version: 1,
          attributes: {
            id: `i-${digits(draw, 17)}`,
            arn: `arn:aws:ec2:eu-central-1:123456789012:instance/i-${digits(draw, 17)}`,
            tags: { Name: `resource-${index}`, team: `team-${draw(40)}`, cost: `${draw(9000)}` },
            cpu_core_count: draw(64),
            ebs_optimized: draw(2) === 0,
            rules: Array.from({ length: 6 }, () => ({
              from_port: draw(65_536),
              protocol: 'tcp',
              cidr: `10.${draw(256)}.0.0/16`,
            })),
            user_data: digits(draw, 400),
          },
          dependencies: [`aws_subnet.subnet_${draw(30)}`, `aws_vpc.vpc_${draw(4)}`],
        },
      ],
    })),
  }
}

/** Records as they stand in lists of hosts, users or rules: 125 bytes of JSON each, told apart by their numbers. */
export function records(count: number, from: number): JsonValue[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `item-${from + index}`,
    name: `service ${from + index}`,
    size: from + index,
    zone: `eu-central-${index % 3}`,
    tags: ['a', 'b', `team-${(from + index) % 40}`],
    enabled: true,
  }))
}

/** Documents of many shapes, so that the engine's caches are as mixed as in a long-running host. */
export function mixedShapes(count: number): JsonValue[] {
  const draw = generator(count)
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      Array.from({ length: draw(8) }, () => [
        `key${draw(200)}`,
        draw(2) === 0 ? draw(1000) : [digits(draw, 6)],
      ]),
    ),
  )
}

/** A Deployment as it stands in a cluster, small: about 2.9 KB of JSON. */
export function smallDeployment(seed: number): JsonValue {
  const draw = generator(seed + 7)
  const name = `service-${seed}`
  const labels = {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': `team-${draw(40)}`,
    tier: 'backend',
  }
  const probe = {
    httpGet: { path: '/healthz', port: 8080 },
    initialDelaySeconds: 10,
    periodSeconds: 5,
    timeoutSeconds: 1,
  }
  const containers = ['web', 'proxy'].map((role, index) => ({
    name: role,
    image: `registry.corp.example/team/${name}-${role}:1.${draw(40)}.${draw(10)}`,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ name: 'http', containerPort: 8080 + index, protocol: 'TCP' }],
    env: Array.from({ length: 6 }, (_, variable) => ({
      name: `VARIABLE_${variable}`,
      value: digits(draw, 24),
    })),
    resources: {
      requests: { cpu: `${draw(900) + 100}m`, memory: '256Mi' },
      limits: { cpu: '2', memory: '1Gi' },
    },
    livenessProbe: probe,
    readinessProbe: probe,
    securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    terminationMessagePath: '/dev/termination-log',
  }))
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: `namespace-${draw(60)}`,
      labels,
      annotations: { 'example.com/commit': digits(draw, 40) },
    },
    spec: {
      replicas: draw(9) + 1,
      revisionHistoryLimit: 10,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: {
        metadata: { labels },
        spec: {
          containers,
          restartPolicy: 'Always',
          serviceAccountName: 'service',
          terminationGracePeriodSeconds: 30,
        },
      },
    },
  }
}

/** The document with the members of every object in the opposite order. */
export function turned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value as { readonly [key: string]: JsonValue })
  return Object.fromEntries(members.reverse().map(([key, member]) => [key, turned(member)]))
}

/** Samples of metrics: times, counts, prices with two or three places and measurements with all digits of a double. */
export function measurements(samples: number): JsonValue {
  const draw = generator(samples)
  const real = (): number => draw(4_294_967_296) / 4_294_967_296 + draw(4_194_304) / 18_014_398_509_481_984
  return Array.from({ length: Math.ceil(samples / 250) }, (_, metric) => ({
    metric: `metric_${metric}`,
    points: Array.from({ length: Math.min(250, samples - metric * 250) }, (_, point) => [
      1_764_000_000_000 + point * 60_000,
      draw(100_000),
      draw(1_000_000) / 1000,
      real() * 100,
      -real() / (1 + draw(1_000_000)),
    ]),
  }))
}
