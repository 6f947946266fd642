import type { TypeExpression } from '../../src/policy/syntax/ast.js'

/**
 * Where a value is not of a Keel type: pointers with what was wanted, none where it conforms. Stricter than the
 * language, which reads `json` leniently: members that the type does not name are faults, too.
 */
export function faultsOfType(
  value: unknown,
  type: TypeExpression,
  declared: ReadonlyMap<string, TypeExpression>,
  at = '',
): string[] {
  const inside = (item: unknown, itemType: TypeExpression, key: string | number): string[] =>
    faultsOfType(item, itemType, declared, `${at}/${key}`)
  const fault = (wanted: string): string[] => [`${at}: not ${wanted}`]
  switch (type.kind) {
    case 'optional':
      return value === null ? [] : faultsOfType(value, type.item, declared, at)
    case 'words':
      return type.words.some(({ text }) => text === value)
        ? []
        : fault(type.words.map(({ text }) => text).join(' | '))
    case 'list':
      return Array.isArray(value)
        ? value.flatMap((item, index) => inside(item, type.item, index))
        : fault('a list')
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return fault('an object')
      const members = value as Readonly<Record<string, unknown>>
      const known = new Set(type.members.map(({ name }) => name.text))
      const unknown = Object.keys(members).filter((key) => !known.has(key))
      return [
        ...(type.open ? [] : unknown.map((key) => `${at}/${key}: not in the type`)),
        ...type.members.flatMap(({ name, optional, type: member }) =>
          Object.hasOwn(members, name.text)
            ? inside(members[name.text], member, name.text)
            : optional
              ? []
              : [`${at}/${name.text}: missing`],
        ),
      ]
    }
    case 'name': {
      const named = declared.get(type.name.text)
      if (named !== undefined) return faultsOfType(value, named, declared, at)
      return isOfWord(value, type.name.text) ? [] : fault(type.name.text)
    }
    default:
      throw new Error(`no report has a ${type.kind}`)
  }
}

function isOfWord(value: unknown, word: string): boolean {
  switch (word) {
    case 'json':
      return true
    case 'string':
      return typeof value === 'string'
    case 'bool':
      return typeof value === 'boolean'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'int':
    case 'time':
      return Number.isSafeInteger(value)
    default:
      return false
  }
}
