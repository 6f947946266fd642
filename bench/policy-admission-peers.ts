import { Environment } from '@marcbachmann/cel-js'
import { LogicEngine } from 'json-logic-engine'
import { type Pod, REPOSITORIES } from './policy-admission.js'

/** Which checks a Pod violates, as a set of bits. */
export type Mask = (pod: Pod) => number

/** casbin and @casl/ability cannot say "any of a list"; cedar-wasm has no quantifier, json-rules-engine needs code. */
export const ADMISSION_PEERS: Readonly<Record<string, () => Mask>> = {
  'json-logic-engine': jsonLogic,
  '@marcbachmann/cel-js': cel,
}

function masked(checks: readonly ((pod: Pod) => unknown)[]): Mask {
  return (pod) => {
    let mask = 0
    for (let index = 0; index < checks.length; index += 1)
      if (checks[index]!(pod) === true) mask |= 1 << index
    return mask
  }
}

function jsonLogic(): Mask {
  const engine = new LogicEngine()
  engine.addMethod('startsWith', ([text, prefix]: [string, string]) => text.startsWith(prefix))
  engine.addMethod('endsWith', ([text, suffix]: [string, string]) => text.endsWith(suffix))
  const containers = { var: 'spec.containers' }
  const some = (test: unknown): unknown => ({ some: [containers, test] })
  const read = (path: string): unknown => ({ var: path })
  const rules = [
    some({ '!': { or: REPOSITORIES.map((repository) => ({ startsWith: [read('image'), repository] })) } }),
    some({ endsWith: [read('image'), ':latest'] }),
    some({ '===': [read('securityContext.privileged'), true] }),
    some({ '!==': [read('securityContext.allowPrivilegeEscalation'), false] }),
    some({ '!==': [read('securityContext.runAsNonRoot'), true] }),
    some({ '!==': [read('securityContext.readOnlyRootFilesystem'), true] }),
    some({ '!': { in: ['ALL', { var: ['securityContext.capabilities.drop', []] }] } }),
    some({ '===': [{ var: ['resources.limits.memory', null] }, null] }),
    some({ '===': [{ var: ['resources.limits.cpu', null] }, null] }),
    some({ some: [read('ports'), { '!==': [{ var: ['hostPort', null] }, null] }] }),
    { '===': [read('spec.hostNetwork'), true] },
    { some: [read('spec.volumes'), { '!==': [{ var: ['hostPath', null] }, null] }] },
  ]
  return masked(rules.map((rule) => engine.build(rule) as (pod: Pod) => unknown))
}

function cel(): Mask {
  const environment = new Environment().registerVariable('spec', 'map')
  const any = (test: string): string => `spec.containers.exists(c, ${test})`
  const lacks = (path: string, wanted: string): string =>
    any(`!has(c.securityContext.${path}) || c.securityContext.${path} != ${wanted}`)
  const rules = [
    any(`!(${REPOSITORIES.map((repository) => `c.image.startsWith("${repository}")`).join(' || ')})`),
    any('c.image.endsWith(":latest")'),
    any('has(c.securityContext.privileged) && c.securityContext.privileged == true'),
    lacks('allowPrivilegeEscalation', 'false'),
    lacks('runAsNonRoot', 'true'),
    lacks('readOnlyRootFilesystem', 'true'),
    any('!has(c.securityContext.capabilities) || !("ALL" in c.securityContext.capabilities.drop)'),
    any('!has(c.resources.limits) || !has(c.resources.limits.memory)'),
    any('!has(c.resources.limits) || !has(c.resources.limits.cpu)'),
    any('c.ports.exists(p, has(p.hostPort))'),
    'has(spec.hostNetwork) && spec.hostNetwork == true',
    'spec.volumes.exists(v, has(v.hostPath))',
  ]
  return masked(rules.map((rule) => environment.parse(rule)))
}
