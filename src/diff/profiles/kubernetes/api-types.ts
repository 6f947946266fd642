import { API_TABLE } from './api-table.js'

/** What the API says of one field. */
export interface FieldFacts {
  readonly list?: 'keyed' | 'set' | 'atomic'
  readonly keys?: readonly string[]
  /** Of the field, or of the elements of the list. */
  readonly scalar?: 'quantity' | 'time' | 'int-or-string'
  /** Number of the type of the field, or of the elements of the list. */
  readonly type?: number
  /** Nothing and `{}` are the same. */
  readonly alwaysWritten: boolean
}

/** What the API says of one type. */
export interface TypeFacts {
  /** The name under which more is known about the type; `''` where nothing is. */
  readonly label: string
  readonly hasMetadata: boolean
  readonly fields: ReadonlyMap<string, FieldFacts>
}

export interface ApiTypes {
  readonly types: readonly TypeFacts[]
  /** Number of the type, by `group/version/Kind` (`v1/Pod`). */
  readonly kinds: ReadonlyMap<string, number>
}

const SCALARS: { readonly [code: string]: NonNullable<FieldFacts['scalar']> } = {
  Q: 'quantity',
  T: 'time',
  I: 'int-or-string',
}

const CODE = /^(?:\[(.*)\]|(\{\})|(\*))?([QTI]?)(\^|\d*)(!?)$/

/** Reads the generated table; api-table.ts has its grammar. */
export function readApiTypes(): ApiTypes {
  let highest = -1
  const numberOf = (code: string): number => {
    if (code !== '^') return Number(code)
    highest += 1
    return highest
  }
  const [kindLines, typeLines] = API_TABLE.split('\n\n') as [string, string]
  const kinds = new Map<string, number>()
  for (const line of kindLines.split('\n')) {
    const [apiVersion, entries] = line.split(' ') as [string, string]
    for (const entry of entries.split(',')) {
      const [kind, number = '^'] = entry.split(':')
      kinds.set(`${apiVersion}/${kind}`, numberOf(number))
    }
  }
  const types = typeLines.split('\n').map((line): TypeFacts => {
    const [label, entries] = line.split('|') as [string, string]
    const fields = new Map<string, FieldFacts>()
    for (const entry of entries === '' ? [] : entries.split(',')) {
      const [name, code] = entry.split(':') as [string, string]
      const [, keys, set, atomic, scalar, type, always] = CODE.exec(code)!
      fields.set(name, {
        ...(keys !== undefined ? { list: 'keyed', keys: keys.split('+') } : {}),
        ...(set === undefined ? {} : { list: 'set' }),
        ...(atomic === undefined ? {} : { list: 'atomic' }),
        ...(scalar === '' ? {} : { scalar: SCALARS[scalar!]! }),
        ...(type === '' ? {} : { type: numberOf(type!) }),
        alwaysWritten: always === '!',
      })
    }
    return { label: label.replace('@', ''), hasMetadata: label.startsWith('@'), fields }
  })
  return { types, kinds }
}
