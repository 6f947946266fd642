import { type Span, suggestName } from '../../core/index.js'
import type { Name, TypeExpression, TypeMember } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import type { NameFacts } from '../syntax/name-observer.js'
import { TYPE_WORDS } from '../syntax/words.js'
import { JSON_TYPE, type MemberType, type ObjectType, TYPES_BY_WORD, type Type, writeType } from './type.js'

/** A declared type; its expression is resolved when it is first named, so the order of declarations means nothing. */
interface Declared {
  readonly name: Name
  readonly exported: boolean
  readonly expression: TypeExpression | null
  type: Type | 'resolving' | null
  used: boolean
}

/** The types that a module's texts may name: its own, those of the modules it imports, and the host's schemas. */
export class TypeScope {
  readonly #sink: DiagnosticSink
  readonly #schemas: ReadonlyMap<string, Type>
  readonly #imports: ReadonlyMap<string, TypeScope>
  readonly #declared = new Map<string, Declared>()
  readonly #readModules = new Set<string>()

  constructor(
    sink: DiagnosticSink,
    schemas: ReadonlyMap<string, Type>,
    imports: ReadonlyMap<string, TypeScope>,
  ) {
    this.#sink = sink
    this.#schemas = schemas
    this.#imports = imports
  }

  /** A type by its expression, or one that is known already, as an enum's is. */
  declare(name: Name, exported: boolean, what: TypeExpression | Type): void {
    if (TYPE_WORDS.has(name.text) || this.#schemas.has(name.text)) {
      const message = `\`${name.text}\` is a type already`
      this.#sink.error('policy/duplicate-name', message, name.span, 'choose another name')
      return
    }
    if (this.#declared.has(name.text)) {
      this.#sink.error('policy/duplicate-name', `there are two types ${name.text}`, name.span)
      return
    }
    const expression = 'span' in what ? what : null
    const type = 'span' in what ? null : what
    this.#declared.set(name.text, { name, exported, expression, type, used: false })
  }

  /** Resolves every declared type, so that faults in those that nobody names are told too. */
  resolveAll(): void {
    for (const declared of this.#declared.values()) this.#resolveDeclared(declared)
  }

  resolve(expression: TypeExpression): Type {
    switch (expression.kind) {
      case 'name':
        return this.#named(expression.module, expression.name)
      case 'list':
      case 'set':
      case 'map':
        return { kind: expression.kind, item: this.resolve(expression.item) }
      case 'optional': {
        const item = this.resolve(expression.item)
        return item.kind === 'optional' || item.kind === 'json' ? item : { kind: 'optional', item }
      }
      case 'words':
        return { kind: 'words', words: new Set(expression.words.map(({ text }) => text)), name: null }
      case 'object':
        return this.#object(expression, null)
    }
  }

  /** The members of an object type or a schema. */
  members(listed: readonly TypeMember[]): Map<string, MemberType> {
    return this.#fill(new Map(), listed)
  }

  /**
   * Types that were declared here and never named; the exported ones may be named elsewhere.
   *
   * @param isRead whether an enum's members are
   */
  unused(isRead: (name: string) => boolean): Name[] {
    return [...this.#declared.values()].flatMap(({ name, exported, used, expression }) => {
      const isUsed = used || (expression === null && isRead(name.text))
      return exported || isUsed || name.text.startsWith('_') ? [] : [name]
    })
  }

  /** Whether a type of the module that is imported under this name is named. */
  readsModule(alias: string): boolean {
    return this.#readModules.has(alias)
  }

  #named(module: Name | null, name: Name): Type {
    if (module !== null) return this.#imported(module, name)
    const word = TYPES_BY_WORD.get(name.text) ?? this.#schemas.get(name.text)
    if (word !== undefined) {
      this.#observe(name, word, null)
      return word
    }
    const declared = this.#declared.get(name.text)
    if (declared !== undefined) {
      declared.used = true
      const type = this.#resolveDeclared(declared)
      this.#observe(name, type, declared.name.span)
      return type
    }
    if (this.#sink.observer?.marker === name.text) {
      this.#sink.observer.offer(this.#offers())
      return JSON_TYPE
    }
    const known = [...TYPES_BY_WORD.keys(), ...this.#schemas.keys(), ...this.#declared.keys()]
    return this.#unknown(name, `there is no type ${name.text}`, known)
  }

  #imported(module: Name, name: Name): Type {
    const scope = this.#imports.get(module.text)
    if (scope === undefined) {
      const help = `import the module: import …${module.text}`
      this.#sink.error('policy/unknown-name', `no module is imported as ${module.text}`, module.span, help)
      return JSON_TYPE
    }
    this.#readModules.add(module.text)
    const declared = scope.#declared.get(name.text)
    if (declared?.exported === true) {
      const type = scope.#resolveDeclared(declared)
      this.#observe(name, type, declared.name.span)
      return type
    }
    if (declared !== undefined) {
      const message = `the type ${name.text} of the module ${module.text} is not exported`
      this.#sink.error('policy/not-exported', message, name.span, `write export before it in ${module.text}`)
      return JSON_TYPE
    }
    const known = [...scope.#declared.values()]
      .filter(({ exported }) => exported)
      .map((type) => type.name.text)
    return this.#unknown(name, `the module ${module.text} has no type ${name.text}`, known)
  }

  #observe(name: Name, type: Type, declaredAt: Span | null): void {
    this.#sink.observer?.saw(name.span, factsOfType(name.text, type, declaredAt))
  }

  #offers(): NameFacts[] {
    const known = [...TYPES_BY_WORD, ...this.#schemas].map(([name, type]) => factsOfType(name, type, null))
    const declared = [...this.#declared.values()].map((found) => {
      return factsOfType(found.name.text, this.#resolveDeclared(found), found.name.span)
    })
    return [...known, ...declared]
  }

  #unknown(name: Name, message: string, known: readonly string[]): Type {
    const meant = suggestName(name.text, known)
    const help = meant === undefined ? `types are ${known.join(', ')}` : `did you mean ${meant}?`
    this.#sink.error('policy/unknown-name', message, name.span, help)
    return JSON_TYPE
  }

  #resolveDeclared(declared: Declared): Type {
    const { name, expression } = declared
    if (declared.type === 'resolving') {
      const message = `the type ${name.text} is made of itself`
      const help = 'a type may contain itself as the member of an object'
      this.#sink.error('policy/circular-name', message, name.span, help)
      return JSON_TYPE
    }
    if (declared.type !== null || expression === null) return declared.type ?? JSON_TYPE
    if (expression.kind === 'object') return this.#object(expression, declared)
    declared.type = 'resolving'
    const type = this.resolve(expression)
    declared.type = type
    return type
  }

  #object(expression: TypeExpression & { readonly kind: 'object' }, declared: Declared | null): Type {
    const members = new Map<string, MemberType>()
    const name = declared?.name.text ?? null
    const type: ObjectType = { kind: 'object', name, members, open: expression.open }
    // Known before its members are, since these may name it.
    if (declared !== null) declared.type = type
    this.#fill(members, expression.members)
    return type
  }

  #fill(members: Map<string, MemberType>, listed: readonly TypeMember[]): Map<string, MemberType> {
    for (const { name, optional, type } of listed) {
      if (members.has(name.text)) {
        this.#sink.error('policy/duplicate-name', `there are two members ${name.text}`, name.span)
      } else {
        members.set(name.text, { type: this.resolve(type), optional })
      }
    }
    return members
  }
}

function factsOfType(name: string, type: Type, declaredAt: Span | null): NameFacts {
  const written = type.kind === 'object' ? writeType({ ...type, name: null }) : writeType(type)
  return { name, kind: 'type', type: written, documentation: '', declaredAt }
}
