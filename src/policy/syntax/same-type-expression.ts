import type { TypeExpression } from './ast.js'

/** Whether two types are written the same way. */
export function sameTypeExpression(one: TypeExpression, other: TypeExpression): boolean {
  switch (one.kind) {
    case 'name':
      return (
        other.kind === 'name' && one.name.text === other.name.text && one.module?.text === other.module?.text
      )
    case 'list':
    case 'set':
    case 'map':
    case 'optional':
      return other.kind === one.kind && sameTypeExpression(one.item, other.item)
    case 'words':
      return (
        other.kind === 'words' &&
        one.words.length === other.words.length &&
        one.words.every(({ text }, index) => text === other.words[index]!.text)
      )
    case 'object':
      return (
        other.kind === 'object' &&
        one.open === other.open &&
        one.members.length === other.members.length &&
        one.members.every((member, index) => {
          const known = other.members[index]!
          const sameName = member.name.text === known.name.text && member.optional === known.optional
          return sameName && sameTypeExpression(member.type, known.type)
        })
      )
  }
}
