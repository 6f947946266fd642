import { isJsonObject, type JsonObject, ownValue } from '../../../core/index.js'
import type { ListIdentity, SchemaNode, ServerRule } from '../../schema-node.js'
import type { Profile } from '../../types.js'
import { terraformSensitiveValues } from './sensitive-values.js'

const BOOK_KEEPING: ServerRule = { class: 'ignored', reason: 'book-keeping of Terraform, not of a resource' }
const PROVIDER_PRIVATE: ServerRule = { class: 'ignored', reason: 'what the provider keeps for itself' }

/**
 * Attributes of a resource, which are also what is left when neither document is a state or a plan. A state holds every
 * attribute; one that the other version of a provider does not know is `null` there.
 */
const ATTRIBUTE: SchemaNode = { default: null, member: () => ATTRIBUTE, element: () => ATTRIBUTE }

const ignored: SchemaNode = { server: BOOK_KEEPING }
const SET: SchemaNode = { list: { kind: 'set' } }

/**
 * Terraform: state files (version 4), and states and plans as `terraform show -json` writes them. Resources are told
 * apart by address and instance, serial numbers and versions of tools do not count, and what Terraform marks as
 * sensitive is named for redaction. docs/profiles.md says what is known; {@link planResources} takes a plan apart.
 *
 * @example
 * ```ts
 * import { diff, terraform } from 'keelson/diff'
 * const state = (serial: number, ...names: string[]) => ({
 *   version: 4,
 *   serial,
 *   resources: names.map((name) => ({ mode: 'managed', type: 'aws_instance', name, instances: [] })),
 * })
 * diff(state(7, 'web', 'db'), state(8, 'db', 'web'), { profile: terraform() }).equal // => true
 * ```
 */
export function terraform(): Profile {
  const stateFile = stateFileNode()
  const shown = shownNode()
  return {
    name: 'terraform',
    schema: (before, after) => {
      for (const document of [after, before]) {
        if (!isJsonObject(document)) continue
        if (isStateFile(document)) return stateFile
        if (isShown(document)) return shown
      }
      return ATTRIBUTE
    },
    redact: terraformSensitiveValues,
  }
}

function isStateFile(document: JsonObject): boolean {
  return ownValue(document, 'version') === 4 && Array.isArray(ownValue(document, 'resources'))
}

function isShown(document: JsonObject): boolean {
  return (
    typeof ownValue(document, 'format_version') === 'string' &&
    ['values', 'planned_values', 'resource_changes'].some((name) => Object.hasOwn(document, name))
  )
}

function objectNode(members: { readonly [name: string]: SchemaNode }, rest?: SchemaNode): SchemaNode {
  const known = new Map(Object.entries(members))
  return { member: (name) => known.get(name) ?? rest }
}

function keyedList(keys: readonly string[], element: SchemaNode): SchemaNode {
  const list: ListIdentity = { kind: 'keyed', keys }
  return { list, element: () => element }
}

/** `terraform.tfstate`, version 4. */
function stateFileNode(): SchemaNode {
  const instance = objectNode({
    attributes: ATTRIBUTE,
    attributes_flat: ATTRIBUTE,
    dependencies: SET,
    private: { server: PROVIDER_PRIVATE },
    schema_version: ignored,
    identity_schema_version: ignored,
    sensitive_attributes: SET,
  })
  const resource = objectNode({ instances: keyedList(['index_key', 'deposed'], instance) })
  return objectNode({
    check_results: ignored,
    lineage: ignored,
    resources: keyedList(['module', 'mode', 'type', 'name'], resource),
    serial: ignored,
    terraform_version: ignored,
  })
}

/** What `terraform show -json` writes of a state or of a plan. */
function shownNode(): SchemaNode {
  const resource = objectNode({
    depends_on: SET,
    schema_version: ignored,
    values: ATTRIBUTE,
  })
  const module: SchemaNode = {
    member: (name) => (name === 'resources' ? resources : name === 'child_modules' ? modules : undefined),
  }
  const resources = keyedList(['address', 'deposed_key'], resource)
  const modules = keyedList(['address'], module)
  const values = objectNode({ root_module: module })
  const change = objectNode({ before: ATTRIBUTE, after: ATTRIBUTE })
  const changes = keyedList(['address', 'deposed'], objectNode({ change }))
  const configured: SchemaNode = {
    member: (name) =>
      name === 'resources' ? configuredResources : name === 'module_calls' ? moduleCalls : undefined,
  }
  const configuredResources = keyedList(['address'], objectNode({ depends_on: SET, schema_version: ignored }))
  const moduleCall = objectNode({ module: configured, depends_on: SET })
  const moduleCalls: SchemaNode = { member: () => moduleCall }
  return objectNode({
    checks: ignored,
    configuration: objectNode({ root_module: configured }),
    format_version: ignored,
    planned_values: values,
    prior_state: objectNode({ values, terraform_version: ignored, format_version: ignored, checks: ignored }),
    relevant_attributes: SET,
    resource_changes: changes,
    resource_drift: changes,
    terraform_version: ignored,
    timestamp: ignored,
    values,
  })
}
