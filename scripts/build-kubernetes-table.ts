/**
 * Writes src/diff/profiles/kubernetes/api-table.ts: what the API of Kubernetes says about its lists and scalars, as
 * extracted into ../shared/data/k8s/merge-schema.json, for the types that can be reached from a kind. With `--check` it
 * writes nothing and exits with 1 where the committed table is not what the data gives. Where the data is missing it
 * says so and does nothing.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fieldKnowledge } from '../src/diff/profiles/kubernetes/field-knowledge.js'
import { serverDefaults } from '../src/diff/profiles/kubernetes/server-defaults.js'

const SOURCE = '../shared/data/k8s/merge-schema.json'
const TARGET = 'src/diff/profiles/kubernetes/api-table.ts'
const LINE_LENGTH = 100

const fileOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

interface FieldFacts {
  readonly ref?: string
  readonly item?: string
  readonly list?: 'map' | 'set' | 'atomic'
  readonly keys?: readonly string[]
  readonly default?: unknown
}

type TypeFacts = Readonly<Record<string, FieldFacts>>

interface MergeSchema {
  readonly source: string
  readonly types: Readonly<Record<string, TypeFacts | undefined>>
}

/** Scalars that have more than one spelling, by the letter that stands for them in the table. */
const SCALARS: Readonly<Record<string, string | undefined>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'Q',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'T',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'T',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'I',
}

/** Types with the name of a kind that are no object of their own. */
const NO_KINDS = /(?:TemplateSpec|ClaimTemplate)$/

/** Types that custom resources embed: they can be named like kinds. */
const EMBEDDED: readonly string[] = [
  'PodTemplateSpec',
  'PodSpec',
  'Container',
  'Volume',
  'EnvVar',
  'ResourceRequirements',
  'PersistentVolumeClaimSpec',
  'ServiceSpec',
].map((name) => `io.k8s.api.core.v1.${name}`)

const OBJECT_META: FieldFacts = { ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', default: {} }

const refTo = (type: string): FieldFacts => ({ ref: `io.k8s.api.${type}` })

/** Kinds of other servers than the core one, which client-go does not have; only what the profile knows about them. */
const AGGREGATED_TYPES: Readonly<Record<string, TypeFacts>> = {
  'io.k8s.api.apiextensions.v1.CustomResourceDefinition': {
    metadata: OBJECT_META,
    spec: refTo('apiextensions.v1.CustomResourceDefinitionSpec'),
  },
  'io.k8s.api.apiextensions.v1.CustomResourceDefinitionSpec': {
    conversion: refTo('apiextensions.v1.CustomResourceConversion'),
  },
  'io.k8s.api.apiextensions.v1.CustomResourceConversion': {
    webhook: refTo('apiextensions.v1.WebhookConversion'),
  },
  'io.k8s.api.apiextensions.v1.WebhookConversion': {
    clientConfig: refTo('admissionregistration.v1.WebhookClientConfig'),
  },
  'io.k8s.api.apiregistration.v1.APIService': {
    metadata: OBJECT_META,
    spec: refTo('apiregistration.v1.APIServiceSpec'),
  },
  'io.k8s.api.apiregistration.v1.APIServiceSpec': {
    service: refTo('admissionregistration.v1.ServiceReference'),
  },
}

/** Group names that are not the name of their Go package. */
const GROUPS: Readonly<Record<string, string | undefined>> = {
  admissionregistration: 'admissionregistration.k8s.io',
  apiextensions: 'apiextensions.k8s.io',
  apiregistration: 'apiregistration.k8s.io',
  apiserverinternal: 'internal.apiserver.k8s.io',
  certificates: 'certificates.k8s.io',
  coordination: 'coordination.k8s.io',
  discovery: 'discovery.k8s.io',
  events: 'events.k8s.io',
  flowcontrol: 'flowcontrol.apiserver.k8s.io',
  imagepolicy: 'imagepolicy.k8s.io',
  lifecycle: 'lifecycle.k8s.io',
  networking: 'networking.k8s.io',
  node: 'node.k8s.io',
  rbac: 'rbac.authorization.k8s.io',
  resource: 'resource.k8s.io',
  scheduling: 'scheduling.k8s.io',
  storage: 'storage.k8s.io',
  storagemigration: 'storagemigration.k8s.io',
}

export function kubernetesTable(schema: MergeSchema): string {
  const types: MergeSchema['types'] = { ...schema.types, ...AGGREGATED_TYPES }
  const named = namesWithKnowledge()

  const labelOf = (type: string): string => {
    const { apiVersion, name } = splitName(type)
    if (named.has(`${apiVersion}:${name}`)) return `${apiVersion}:${name}`
    return named.has(name) ? name : ''
  }
  const fieldsOf = (type: string): [name: string, facts: FieldFacts][] =>
    Object.entries(types[type] ?? {}).filter(
      ([name, facts]) => name !== '$self' && name !== 'metadata' && !(name === 'status' && facts.ref),
    )
  const targetOf = (facts: FieldFacts): string => facts.ref ?? facts.item ?? ''
  const hasMetadata = (type: string): boolean => (types[type]?.metadata?.ref ?? '').endsWith('.ObjectMeta')
  const kinds = Object.keys(types)
    .filter((type) => hasMetadata(type) && !NO_KINDS.test(type))
    .sort()

  // A type is worth a line where it, or one that it holds, says more than a plain object does.
  const all = new Set([
    ...Object.keys(types),
    ...Object.keys(types).flatMap((type) => fieldsOf(type).map(([, facts]) => targetOf(facts))),
  ])
  const worth = new Set([...all].filter((type) => labelOf(type) !== '' || hasMetadata(type)))
  const isWorth = (facts: FieldFacts): boolean =>
    facts.list === 'map' ||
    facts.list === 'set' ||
    SCALARS[targetOf(facts)] !== undefined ||
    worth.has(targetOf(facts))
  for (let before = -1; before !== worth.size; ) {
    before = worth.size
    for (const type of all) if (fieldsOf(type).some(([, facts]) => isWorth(facts))) worth.add(type)
  }

  const reached: string[] = [...EMBEDDED, ...kinds]
  for (const type of reached) {
    for (const [, facts] of fieldsOf(type)) {
      const target = targetOf(facts)
      if (worth.has(target) && SCALARS[target] === undefined && !reached.includes(target))
        reached.push(target)
    }
  }

  const codeOf = (facts: FieldFacts, refer: (type: string) => string): string => {
    const target = targetOf(facts)
    const scalar = SCALARS[target]
    const inside = scalar ?? (worth.has(target) ? refer(target) : '')
    if (facts.list === 'map') return `[${facts.keys!.join('+')}]${inside}`
    if (facts.list === 'set') return `{}${inside}`
    if (facts.list === 'atomic') return `*${inside}`
    // An object that is written in any case: `{}` and nothing are the same.
    return facts.default !== undefined && scalar === undefined ? `${inside}!` : inside
  }
  const lineOf = (type: string, refer: (type: string) => string): string => {
    const fields = fieldsOf(type)
      .filter(([, facts]) => isWorth(facts))
      .map(([name, facts]) => `${name}:${codeOf(facts, refer)}`)
    return `${hasMetadata(type) ? '@' : ''}${labelOf(type)}|${fields.join(',')}`
  }

  // Types that say the same are one: classes are refined until nothing tells two of one class apart.
  let classOf = new Map(reached.map((type) => [type, 0]))
  for (;;) {
    const ids = new Map<string, number>()
    const refined = new Map<string, number>()
    for (const type of reached) {
      const line = lineOf(type, (target) => String(classOf.get(target)))
      refined.set(type, ids.get(line) ?? ids.set(line, ids.size).get(line)!)
    }
    const settled = new Set(refined.values()).size === new Set(classOf.values()).size
    classOf = refined
    if (settled) break
  }

  // Classes are numbered in the order in which they are first reached, so most numbers are the next one and need not
  // be written.
  let highest = -1
  const refer = (type: string): string => {
    const number = classOf.get(type)!
    if (number !== highest + 1) return String(number)
    highest = number
    return '^'
  }
  const versions = new Map<string, string[]>()
  for (const type of [...EMBEDDED, ...kinds]) {
    const { apiVersion } = splitName(type)
    versions.set(apiVersion, [...(versions.get(apiVersion) ?? []), type])
  }
  const kindLines = [...versions].map(([apiVersion, ofVersion]) => {
    const entries = ofVersion.map((type) => {
      const number = refer(type)
      return `${splitName(type).name}${number === '^' ? '' : `:${number}`}`
    })
    return `${apiVersion} ${entries.join(',')}`
  })
  const lines: string[] = []
  for (const type of reached) if (classOf.get(type) === lines.length) lines.push(lineOf(type, refer))
  return [...kindLines, '', ...lines].join('\n')
}

/** Names of types of which server-defaults.ts or field-knowledge.ts know something. */
function namesWithKnowledge(): ReadonlySet<string> {
  const names = [...Object.keys(serverDefaults()), ...Object.keys(fieldKnowledge())]
  // `Pod.spec` is about a member of Pod, so Pod needs its name; a dot within a group is before the colon.
  return new Set(names.map((name) => name.replace(/\.[a-z]\w*$/, '')))
}

function splitName(type: string): { readonly apiVersion: string; readonly name: string } {
  const [, group, version, name] = /([^.]+)\.([^.]+)\.([^.]+)$/.exec(type) ?? ['', '', '', type]
  return { apiVersion: group === 'core' ? version! : `${GROUPS[group!] ?? group}/${version}`, name: name! }
}

/** The text of api-table.ts. */
export function tableModule(schema: MergeSchema): string {
  const table = kubernetesTable(schema)
  const text = JSON.stringify(table).slice(1, -1).replaceAll("'", "\\'")
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + LINE_LENGTH)
    while (end < text.length && text[end - 1] === '\\') end += 1
    pieces.push(`  '${text.slice(at, end)}'`)
    at = end
  }
  return `// Generated by scripts/build-kubernetes-table.ts from ${schema.source}.
// Do not edit: run \`npx tsx scripts/build-kubernetes-table.ts\`; \`--check\` proves that this file is what the data gives.
// ${table.length} bytes, SHA-256 ${createHash('sha256').update(table).digest('hex')}

/**
 * First the kinds by version, \`group/version Kind:type,…\`; then, behind an empty line, the types, numbered from 0, each
 * \`label|field:code,…\`, with \`@\` in front where the type has metadata. A code is \`Q\` quantity, \`T\` time, \`I\` int or
 * string, or the number of a type, with \`!\` where nothing and \`{}\` are the same; behind \`[key+key]\` the elements of
 * a keyed list, behind \`{}\` those of a set, behind \`*\` those of a list by place. For the number that follows the
 * highest so far stands \`^\`, and nothing behind the name of a kind.
 */
export const API_TABLE: string =
${pieces.join(' +\n')}
`
}

function main(): void {
  if (!existsSync(fileOf(SOURCE))) {
    console.log(`${TARGET} is not checked: ${SOURCE} is not beside this checkout`)
    return
  }
  const wanted = tableModule(JSON.parse(readFileSync(fileOf(SOURCE), 'utf8')) as MergeSchema)
  if (!process.argv.includes('--check')) {
    writeFileSync(fileOf(TARGET), wanted)
    return
  }
  if (readFileSync(fileOf(TARGET), 'utf8') === wanted) return
  console.error(
    `${TARGET} is not what ${SOURCE} gives: run "npx tsx scripts/build-kubernetes-table.ts" and commit it`,
  )
  process.exitCode = 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
