import {
  appendPointer,
  formatPointer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownValue,
  sortedKeys,
} from '../../../core/index.js'
import { markedPaths } from '../marks.js'

/** Pointers of what Terraform marks as sensitive in a state file, a shown state or a plan. */
export function terraformSensitiveValues(document: JsonValue): string[] {
  if (!isJsonObject(document)) return []
  const found: string[] = []
  ofStateFile(document, found)
  for (const name of ['values', 'planned_values']) ofValues(ownValue(document, name), `/${name}`, found)
  const prior = objectIn(document, 'prior_state')
  ofValues(ownValue(prior, 'values'), '/prior_state/values', found)
  for (const name of ['resource_changes', 'resource_drift']) {
    listIn(document, name).forEach((resource, index) => {
      if (isJsonObject(resource)) ofChange(ownValue(resource, 'change'), `/${name}/${index}/change`, found)
    })
  }
  const outputs = objectIn(document, 'output_changes')
  for (const name of sortedKeys(outputs)) {
    ofChange(outputs[name], appendPointer('/output_changes', name), found)
  }
  ofVariables(document, found)
  return found
}

/** The pointers of the values that a change marks, in what was before and what will be after. */
function ofChange(change: JsonValue | undefined, at: string, found: string[]): void {
  if (!isJsonObject(change)) return
  for (const side of ['before', 'after']) {
    addMarked(ownValue(change, `${side}_sensitive`), `${at}/${side}`, found)
  }
}

function addMarked(mark: JsonValue | undefined, at: string, found: string[]): void {
  for (const path of markedPaths(mark)) found.push(at + formatPointer(path))
}

function ofStateFile(document: JsonObject, found: string[]): void {
  ofOutputs(objectIn(document, 'outputs'), '/outputs', found)
  listIn(document, 'resources').forEach((resource, index) => {
    if (!isJsonObject(resource)) return
    listIn(resource, 'instances').forEach((instance, number) => {
      if (!isJsonObject(instance)) return
      const at = `/resources/${index}/instances/${number}`
      if (ownValue(instance, 'private') !== undefined) found.push(`${at}/private`)
      for (const steps of listIn(instance, 'sensitive_attributes')) {
        const path = pathOfSteps(steps)
        if (path !== undefined) found.push(`${at}/attributes${formatPointer(path)}`)
      }
    })
  })
}

/** `[{ type: 'get_attr', value: 'password' }, { type: 'index', value: { type: 'number', value: 0 } }]`. */
function pathOfSteps(steps: JsonValue): (string | number)[] | undefined {
  // Terraform 0.14 and before wrote names.
  if (typeof steps === 'string') return [steps]
  if (!Array.isArray(steps)) return undefined
  const path: (string | number)[] = []
  for (const step of steps as readonly JsonValue[]) {
    const value = isJsonObject(step) ? ownValue(step, 'value') : undefined
    const segment = isJsonObject(value) ? ownValue(value, 'value') : value
    if (typeof segment !== 'string' && typeof segment !== 'number') return path
    path.push(segment)
  }
  return path
}

function ofOutputs(outputs: JsonObject, at: string, found: string[]): void {
  for (const name of sortedKeys(outputs)) {
    const output = outputs[name]
    if (isJsonObject(output) && ownValue(output, 'sensitive') === true) {
      found.push(`${appendPointer(at, name)}/value`)
    }
  }
}

function ofValues(values: JsonValue | undefined, at: string, found: string[]): void {
  if (!isJsonObject(values)) return
  ofOutputs(objectIn(values, 'outputs'), `${at}/outputs`, found)
  const open: { readonly module: JsonObject; readonly pointer: string }[] = [
    { module: objectIn(values, 'root_module'), pointer: `${at}/root_module` },
  ]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { module, pointer } = next
    listIn(module, 'resources').forEach((resource, index) => {
      if (!isJsonObject(resource)) return
      addMarked(ownValue(resource, 'sensitive_values'), `${pointer}/resources/${index}/values`, found)
    })
    listIn(module, 'child_modules').forEach((child, index) => {
      if (isJsonObject(child)) open.push({ module: child, pointer: `${pointer}/child_modules/${index}` })
    })
  }
}

/** Variables are declared sensitive in the configuration and stand with their values at the root of a plan. */
function ofVariables(document: JsonObject, found: string[]): void {
  const declared = objectIn(objectIn(objectIn(document, 'configuration'), 'root_module'), 'variables')
  const given = objectIn(document, 'variables')
  for (const name of sortedKeys(given)) {
    const variable = ownValue(declared, name)
    if (isJsonObject(variable) && ownValue(variable, 'sensitive') === true) {
      found.push(`${appendPointer('/variables', name)}/value`)
    }
  }
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const member = ownValue(object, name)
  return isJsonObject(member) ? member : {}
}

function listIn(object: JsonObject, name: string): readonly JsonValue[] {
  const member = ownValue(object, name)
  return Array.isArray(member) ? (member as readonly JsonValue[]) : []
}
