import type { JsonValue } from 'keelson/core'
import { generator } from './fixtures.js'

/** A Pod as the twelve checks read it; what a check asks for may be absent. */
export type Pod = {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> }
  readonly spec: {
    readonly hostNetwork?: boolean
    readonly volumes: readonly { readonly name: string; readonly hostPath?: { readonly path: string } }[]
    readonly containers: readonly Container[]
  }
}

type Container = {
  readonly name: string
  readonly image: string
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly ports: readonly { readonly containerPort: number; readonly hostPort?: number }[]
  readonly resources: { readonly limits?: { readonly cpu?: string; readonly memory?: string } }
  readonly securityContext: {
    readonly privileged?: boolean
    readonly allowPrivilegeEscalation?: boolean
    readonly runAsNonRoot?: boolean
    readonly readOnlyRootFilesystem?: boolean
    readonly capabilities?: { readonly drop: readonly string[] }
  }
}

export const REPOSITORIES: readonly string[] = ['registry.corp.example/', 'ghcr.io/acme/']

/** Pods of four containers, about 4.5 KB of JSON, each with none to a few faults. */
export function pods(count: number): readonly Pod[] {
  const draw = generator(count)
  return Array.from({ length: count }, (_, index) => {
    const isFaulty = (): boolean => draw(16) === 0
    const containers = Array.from({ length: 4 }, (_, number): Container => {
      const repository = isFaulty() ? 'docker.io/library/' : REPOSITORIES[draw(2)]!
      return {
        name: `container-${number}`,
        image: `${repository}service-${draw(50)}:${isFaulty() ? 'latest' : `1.${draw(90)}`}`,
        env: Array.from({ length: 12 }, (_, variable) => ({
          name: `VARIABLE_${variable}`,
          value: `value-${draw(0x1000000)}-${draw(0x1000000)}`,
        })),
        ports: [{ containerPort: 8080 + number, ...(isFaulty() && { hostPort: 80 }) }],
        resources: isFaulty() ? {} : { limits: { ...(!isFaulty() && { cpu: '500m' }), memory: '512Mi' } },
        securityContext: {
          privileged: isFaulty(),
          allowPrivilegeEscalation: isFaulty(),
          ...(!isFaulty() && { runAsNonRoot: true }),
          readOnlyRootFilesystem: !isFaulty(),
          capabilities: { drop: isFaulty() ? ['NET_RAW'] : ['ALL'] },
        },
      }
    })
    return {
      metadata: { name: `pod-${index}`, labels: isFaulty() ? {} : { app: `service-${index}` } },
      spec: {
        ...(isFaulty() && { hostNetwork: true }),
        volumes: [
          { name: 'data' },
          isFaulty() ? { name: 'host', hostPath: { path: '/' } } : { name: 'config' },
        ],
        containers,
      },
    }
  })
}

/** The twelve checks in Keel, as one writes them for requests without declared types. */
export const ADMISSION_IN_KEEL: string = `
mode gate
input object: json
let repositories = ${JSON.stringify(REPOSITORIES)}
policy images on k8s.Pod.create {
  for c in object.spec.containers {
    unless any r in repositories: c.image startsWith r
      deny "the image is not from a repository that is trusted" at c.image
    when c.image endsWith ":latest" deny "the image has no fixed version" at c.image
  }
}
policy security on k8s.Pod.create {
  for c in object.spec.containers {
    when c.securityContext?.privileged ?? false deny "the container is privileged" at c.securityContext.privileged
    when c.securityContext?.allowPrivilegeEscalation ?? true
      deny "the container may gain privileges" at c.securityContext.allowPrivilegeEscalation
    unless c.securityContext?.runAsNonRoot ?? false
      deny "the container may run as root" at c.securityContext.runAsNonRoot
    unless c.securityContext?.readOnlyRootFilesystem ?? false
      deny "the root file system can be written to" at c.securityContext.readOnlyRootFilesystem
    unless "ALL" in (c.securityContext?.capabilities?.drop ?? [])
      deny "not all capabilities are dropped" at c.securityContext.capabilities.drop
  }
}
policy resources on k8s.Pod.create {
  for c in object.spec.containers {
    unless has(c.resources.limits.memory) deny "there is no memory limit" at c.resources.limits.memory
    unless has(c.resources.limits.cpu) deny "there is no CPU limit" at c.resources.limits.cpu
    for p in c.ports when has(p.hostPort) deny "a port of the host is taken" at p.hostPort
  }
}
policy pod on k8s.Pod.create {
  when object.spec?.hostNetwork ?? false deny "the network of the host is used" at object.spec.hostNetwork
  for v in object.spec?.volumes ?? [] when has(v.hostPath) deny "a directory of the host is mounted" at v.hostPath
}
`

/** What a check finds. */
export interface Finding {
  readonly message: string
  readonly pointer: string
}

/** The checks by hand, each finding with its message and pointer. */
export function findByHand({ spec }: Pod): readonly Finding[] {
  const found: Finding[] = []
  for (let index = 0; index < spec.containers.length; index += 1) {
    const { image, securityContext, resources, ports } = spec.containers[index]!
    const at = `/object/spec/containers/${index}`
    if (!REPOSITORIES.some((repository) => image.startsWith(repository))) {
      found.push({ message: 'the image is not from a repository that is trusted', pointer: `${at}/image` })
    }
    if (image.endsWith(':latest')) {
      found.push({ message: 'the image has no fixed version', pointer: `${at}/image` })
    }
    const context = `${at}/securityContext`
    if (securityContext?.privileged ?? false) {
      found.push({ message: 'the container is privileged', pointer: `${context}/privileged` })
    }
    if (securityContext?.allowPrivilegeEscalation ?? true) {
      const pointer = `${context}/allowPrivilegeEscalation`
      found.push({ message: 'the container may gain privileges', pointer })
    }
    if (!(securityContext?.runAsNonRoot ?? false)) {
      found.push({ message: 'the container may run as root', pointer: `${context}/runAsNonRoot` })
    }
    if (!(securityContext?.readOnlyRootFilesystem ?? false)) {
      const pointer = `${context}/readOnlyRootFilesystem`
      found.push({ message: 'the root file system can be written to', pointer })
    }
    if (!(securityContext?.capabilities?.drop ?? []).includes('ALL')) {
      found.push({ message: 'not all capabilities are dropped', pointer: `${context}/capabilities/drop` })
    }
    if (resources?.limits?.memory == null) {
      found.push({ message: 'there is no memory limit', pointer: `${at}/resources/limits/memory` })
    }
    if (resources?.limits?.cpu == null) {
      found.push({ message: 'there is no CPU limit', pointer: `${at}/resources/limits/cpu` })
    }
    for (let port = 0; port < ports.length; port += 1) {
      if (ports[port]!.hostPort == null) continue
      found.push({ message: 'a port of the host is taken', pointer: `${at}/ports/${port}/hostPort` })
    }
  }
  if (spec.hostNetwork ?? false) {
    found.push({ message: 'the network of the host is used', pointer: '/object/spec/hostNetwork' })
  }
  for (let index = 0; index < (spec.volumes ?? []).length; index += 1) {
    if (spec.volumes[index]!.hostPath == null) continue
    found.push({
      message: 'a directory of the host is mounted',
      pointer: `/object/spec/volumes/${index}/hostPath`,
    })
  }
  return found
}

/** The checks by hand as a set of bits, which says no more than which were violated. */
export function maskByHand({ spec }: Pod): number {
  let mask = spec.hostNetwork === true ? 1 << 10 : 0
  for (const { image, securityContext, resources, ports } of spec.containers) {
    let trusted = false
    for (const repository of REPOSITORIES) if (image.startsWith(repository)) trusted = true
    if (!trusted) mask |= 1
    if (image.endsWith(':latest')) mask |= 1 << 1
    if (securityContext.privileged === true) mask |= 1 << 2
    if (securityContext.allowPrivilegeEscalation !== false) mask |= 1 << 3
    if (securityContext.runAsNonRoot !== true) mask |= 1 << 4
    if (securityContext.readOnlyRootFilesystem !== true) mask |= 1 << 5
    if (securityContext.capabilities?.drop.includes('ALL') !== true) mask |= 1 << 6
    if (resources.limits?.memory === undefined) mask |= 1 << 7
    if (resources.limits?.cpu === undefined) mask |= 1 << 8
    for (const port of ports) if (port.hostPort !== undefined) mask |= 1 << 9
  }
  for (const volume of spec.volumes) if (volume.hostPath !== undefined) mask |= 1 << 11
  return mask
}

/** The checks in the order of their bits. */
export const CHECKS: readonly string[] = [
  'the image is not from a repository that is trusted',
  'the image has no fixed version',
  'the container is privileged',
  'the container may gain privileges',
  'the container may run as root',
  'the root file system can be written to',
  'not all capabilities are dropped',
  'there is no memory limit',
  'there is no CPU limit',
  'a port of the host is taken',
  'the network of the host is used',
  'a directory of the host is mounted',
]

export function asJson(pod: Pod): JsonValue {
  return pod as unknown as JsonValue
}
