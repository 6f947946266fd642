import {
  type BehaviourModel,
  type BehaviourOptions,
  createBehaviourModel,
  mergeBehaviourModels,
  restoreBehaviourModel,
} from 'keelson/behaviour'
import type { Draw } from './draw.js'
import { outcome } from './room.js'

const DAY = 24 * 3_600_000

/** One model, or two that share the actors between them and exchange their days. */
export class BehaviourShards {
  #models: readonly BehaviourModel[]
  #day = 0

  constructor(draw: Draw) {
    const options: BehaviourOptions = {
      warmupMs: draw.pick([DAY, 5 * DAY]),
      peers: draw.pick(['declared', 'learnt']),
      limits: { actorValues: 6, peerValues: 12, rememberedEvents: draw.pick([20, 400]) },
    }
    this.#models = Array.from({ length: draw.pick([1, 1, 2]) }, () => createBehaviourModel(options))
  }

  get models(): readonly BehaviourModel[] {
    return this.#models
  }

  of(actor: string): BehaviourModel {
    return this.#models[(actor.codePointAt(0) ?? 0) % this.#models.length]!
  }

  /** A later day begins: two shards close the one before with what the other learnt, which is returned. */
  turn(at: number): unknown {
    const day = Math.floor(at / DAY)
    if (day === this.#day) return null
    this.#day = day
    return this.#models.length === 1 ? null : this.close()
  }

  close(): unknown {
    const days = this.#models.map((model) => model.exportDay())
    const closed = this.#models.map((model, index) =>
      outcome(() => model.closeDay(days.filter((_, other) => other !== index))),
    )
    return [days, closed]
  }

  /** Goes on with what the bytes say; two shards are put together as well. */
  restart(draw: Draw): unknown {
    const bytes = this.#models.map((model) => model.toBytes())
    this.#models = bytes.map((each) => restoreBehaviourModel(each))
    if (this.#models.length === 1) return bytes[0]
    return outcome(() => mergeBehaviourModels(draw.shuffled(this.#models)).toBytes())
  }
}
