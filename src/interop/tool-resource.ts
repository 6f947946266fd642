import { isJsonObject, isKeelsonError, type JsonValue, ownValue, parseJson } from '../core/index.js'
import type { ToolOptions } from './options.js'

/** What a call of a tool is called, whichever log tells of it. */
export function toolAction(tool: string): string {
  return `tool.${tool}`
}

/**
 * What a tool acts on: the value of the argument that the options name for it, else the tool itself.
 *
 * @param readArguments asked only where an argument is named for the tool
 */
export function toolResource(
  tool: string,
  server: string | undefined,
  readArguments: () => JsonValue | undefined,
  { resourceArguments = {} }: ToolOptions,
): string {
  const argument = Object.hasOwn(resourceArguments, tool) ? resourceArguments[tool] : undefined
  const named = argument === undefined ? undefined : scalarText(memberOf(readArguments(), argument))
  if (named !== undefined) return `${argument}:${named}`
  return `tool:${server === undefined ? tool : `${server}/${tool}`}`
}

/** Arguments are an object, or the JSON of one as a text; what a model wrote wrongly names nothing. */
function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  const given = typeof value === 'string' ? parsed(value) : value
  return isJsonObject(given) ? ownValue(given, name) : undefined
}

function parsed(text: string): JsonValue | undefined {
  try {
    return parseJson(text)
  } catch (error) {
    if (isKeelsonError(error)) return undefined
    throw error
  }
}

function scalarText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}
