/** A value that is made when it is first read. */
export class Lazy<Value> {
  #make: (() => Value) | null
  #value: Value | undefined

  constructor(make: () => Value) {
    this.#make = make
  }

  get value(): Value {
    if (this.#make !== null) {
      this.#value = this.#make()
      // What it was made from is held no longer.
      this.#make = null
    }
    return this.#value as Value
  }
}
