import { isReference } from './secret-credentials.js'
import { nameSaysSecret } from './secret-names.js'

/** How far before `=` or `:` its name may begin, and how long a value is looked at. */
const LONGEST_NAME = 64
const LONGEST_VALUE = 256

/**
 * Whether a text gives a value to a name that says it is secret: `--password=hunter2`, `--token abc`,
 * `DB_PASSWORD=hunter2` in a line, `password: hunter2` in YAML, `"password":"hunter2"` in JSON, `?token=abc` in a URL;
 * or carries it in one of the usual other ways: `Authorization: Bearer …`, `curl -u user:password`.
 *
 * `password:` without a space or a quote is no assignment: it is the tag of an image, or the scheme of a URL.
 */
export function hasAssignedSecret(text: string): boolean {
  return hasAssignment(text) || hasSpacedFlag(text) || hasAuthorization(text)
}

/** Whether the value of a secret name is a secret itself: not empty, no switch, no reference to another place. */
export function isSecretValue(value: string): boolean {
  return !/^(?:|true|false|null|none|nil|~|yes|no|\*+|[[{][\]}]?)$/.test(value) && !isReference(value)
}

/** Whether an argument names a secret that the next argument is: `--password`, `-token`. */
export function isSecretFlag(argument: string): boolean {
  return /^--?[A-Za-z][A-Za-z0-9_.-]*$/.test(argument) && nameSaysSecret(argument)
}

function hasAssignment(text: string): boolean {
  for (let at = nextSign(text, 0); at !== -1; at = nextSign(text, at + 1)) {
    const before = text.slice(Math.max(0, at - LONGEST_NAME - 3), at)
    const name = /([A-Za-z0-9_.-]+)(\\?["'])?[ \t]{0,2}$/.exec(before)
    if (name === null) continue
    const after = text.slice(at + 1, at + 1 + LONGEST_VALUE)
    const value = /^[ \t]*(?:\\?["'])?([^\s"'\\,;&<>]*)/.exec(after)![1]!
    const isYaml = text[at] === ':' && name[2] === undefined
    if (isYaml && !/^[ \t"']/.test(after)) continue
    if (isSecretValue(value) && nameSaysSecret(name[1]!)) return true
  }
  return false
}

function nextSign(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === 61 || unit === 58) return at
  }
  return -1
}

/** `mysql --password hunter2`. */
function hasSpacedFlag(text: string): boolean {
  for (const [, flag, value] of text.matchAll(/(?<!\S)(--?[A-Za-z][A-Za-z0-9_.-]{1,63})[ \t]+([^\s-]\S*)/g)) {
    if (nameSaysSecret(flag!) && isSecretValue(value!)) return true
  }
  return false
}

function hasAuthorization(text: string): boolean {
  return (
    /(?<![A-Za-z])(?:Bearer|bearer)[ \t]{1,4}(?=[A-Za-z0-9_.~+/-]{0,64}\d)[A-Za-z0-9_.~+/-]{8}/.test(text) ||
    /(?<![A-Za-z])(?:Basic|basic)[ \t]{1,4}(?=[A-Za-z0-9+/]{0,64}[A-Z0-9=])[A-Za-z0-9+/]{8}/.test(text) ||
    /(?<!\S)(?:-u|--user)[ \t=]{1,4}[^\s:]{1,64}:[^\s:$]/.test(text)
  )
}
