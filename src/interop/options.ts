import type { ActorKind } from '../behaviour/index.js'

/** What the caller knows of an actor and the record does not tell. */
export interface ActorClaims {
  readonly kind?: ActorKind
  readonly role?: string
  /** The task of an actor that has only one; a record that declares its own goes before it. */
  readonly intent?: string
}

/** What holds for all records of a call. */
export interface InteropOptions {
  /** By the actor's name as events carry it. Goes before what the record tells. */
  readonly actors?: { readonly [actor: string]: ActorClaims }
  /** Put into every event, over what the record tells: `{ environment: 'prod' }` for the log of one cluster. */
  readonly attributes?: { readonly [name: string]: string | number | boolean }
}

export interface ToolOptions extends InteropOptions {
  /**
   * For a tool, the argument that names what it acts on: `{ send_mail: 'to' }`. Its value, a text, a number or a
   * boolean, becomes the resource. No other argument is read.
   */
  readonly resourceArguments?: { readonly [tool: string]: string }
}
