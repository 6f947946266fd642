/** A stream of values to watch. */
export type DriftFeature =
  | {
      /** Unique in the monitor, not empty, without `#` (which marks the streams that the monitor adds itself). */
      readonly name: string
      /**
       * `numeric`: any finite number. `count`: a whole number from 0, such as changes in an hour. `categorical`: a
       * text, such as a region.
       */
      readonly kind: 'numeric' | 'count' | 'categorical'
    }
  | {
      readonly name: string
      /** Finite numbers, always as many, such as an embedding: watched through up to eight fixed projections. */
      readonly kind: 'vector'
      /** How many: a whole number from 1 to 4,096. */
      readonly dimensions: number
    }

/** Minutes that local time is ahead of UTC from an instant on (epoch milliseconds). */
export interface UtcOffsetChange {
  readonly from: number
  readonly minutes: number
}

export interface DriftMonitorOptions {
  /** 1 to 1,000 features. Reports keep this order. */
  readonly features: readonly DriftFeature[]
  /**
   * False alarms that the whole monitor may raise in a year, shared evenly by its features; of a feature's share seven
   * tenths are for its values, a tenth each for missing values, arrivals and lateness. Default 0.5.
   */
  readonly falseAlarmsPerYear?: number
  /**
   * Minutes that local time is ahead of UTC, for hour-of-day and day-of-week seasons: one number, or a table in
   * order of time for clock changes (UTC before its first entry). Default 0.
   */
  readonly utcOffset?: number | readonly UtcOffsetChange[]
  /**
   * How late an observation may come, in milliseconds, 0 to 24 h: an hour is sealed this long after its end. Default
   * 5 min.
   */
  readonly latenessMs?: number
  /**
   * How far ahead of the latest observation another may lie, in milliseconds, 1 h to 3,660 d: one that lies further
   * is a clock that leapt, or seconds taken for milliseconds, until {@link DriftMonitor.resume} says that so much time
   * has passed. Taken for true it would seal every hour before it. Default 90 d; as low as your longest pause is best.
   */
  readonly longestSilenceMs?: number
  /**
   * As how many observations those of one source count at most in an hour of a feature, 1 to 1,000,000: what one
   * source can do to the norm and to the evidence. Of categories it is a quarter of that, of vectors of two dimensions
   * or more three sixteenths. Those without a source have no such bound. Default 32.
   */
  readonly sourceLimitAnHour?: number
  /**
   * What the false-alarm rate rests on. `calibrated`: block means behave as the anchor's did; sees small shifts soon,
   * and was measured to hold on many kinds of streams. `strict`: a theorem under one stated assumption, that the mean
   * score of a block, given the past, stays within ±`strictTolerance` in all four directions; sees less. Default
   * `calibrated`.
   */
  readonly mode?: 'calibrated' | 'strict'
  /**
   * τ of the strict mode, as {@link DriftFeatureReport.effect}, between 0 and 1. Default 0.1, the effect of a shift of
   * 0.15 σ: smaller drift is never looked for.
   */
  readonly strictTolerance?: number
}

/** One value of one feature. */
export interface DriftObservation {
  /** Epoch milliseconds, whole. */
  readonly at: number
  readonly feature: string
  /**
   * A number, or a text of at most 1,024 units for categories; texts beyond 40 units are known by their begin, their
   * end and a hash. Of a vector as many numbers as it has dimensions. `null` for a value that is missing: it is
   * counted apart.
   */
  readonly value: number | string | readonly number[] | null
  /**
   * Of a count: what it is counted over, such as requests or hours, 1e-30 to 1e30. Rates are then what is watched.
   * Default 1; after the freeze only where the anchor had exposures.
   */
  readonly exposure?: number
  /** Who answers for the value, such as a host or a team: part of its identity, and bounded in what it can do. */
  readonly source?: string
  /** Two observations that are equal in every member, `id` among them, are one delivery seen twice. */
  readonly id?: string
}

/** The period whose observations become the norm, and the approval it rests on. */
export interface AnchorRequest {
  /** Epoch milliseconds, inclusive. */
  readonly from: number
  /** Epoch milliseconds, exclusive; watching begins here. */
  readonly to: number
  /** The approval: a ticket, a change, a signature. */
  readonly reference: string
}

/** A second norm for features whose change was declared, and the approval it rests on. */
export interface PromotionRequest {
  /** The approval of the new norm: another than those of the anchor and of the change. */
  readonly reference: string
  /** Only these; absent for all features with a declared change whose end has passed. */
  readonly features?: readonly string[]
}

/** What was frozen. */
export interface AnchorSummary {
  readonly from: number
  readonly to: number
  readonly reference: string
  /** `sha256:` and base64url, over the anchor's whole content. */
  readonly digest: string
  /** In order: which features got a later norm, from which period, by which approval. */
  readonly promotions: readonly AnchorPromotion[]
  readonly features: readonly AnchorFeatureSummary[]
}

/** A later norm of some features, made from what they showed since a declared change, and the approval it rests on. */
export interface AnchorPromotion {
  /** Epoch milliseconds, [from, to). */
  readonly from: number
  readonly to: number
  readonly reference: string
  /** In the declared order of the monitor. */
  readonly features: readonly string[]
}

export interface AnchorFeatureSummary {
  readonly name: string
  /** Values the norm was made from. */
  readonly values: number
  /** Season that was found: none, hour of day, hour of day by weekday and weekend, or hour of week. */
  readonly season: 'none' | 'hour-of-day' | 'hour-and-weekend' | 'hour-of-week'
  /** True where the spread, too, differs by hour. */
  readonly seasonalSpread: boolean
  /** Hours in one block of evidence: more where neighbouring hours are correlated. */
  readonly blockHours: number
  /** Blocks the norm was made from. */
  readonly blocks: number
  /**
   * False alarms a year that this feature and its side streams should raise together, as far as the anchor can tell:
   * hardly ever more than their part of `falseAlarmsPerYear`, which bounds them, and less the smaller the anchor's own
   * error.
   */
  readonly expectedFalseAlarms: number
  /**
   * The smallest effect that can ever raise an alarm, as in {@link DriftFeatureReport.effect}: of location, or, of the
   * category that hides most, of its share.
   */
  readonly indifference: number
  /**
   * The smallest lasting effect in location that is seen in time in about four of five cases, at the anchor's usual
   * number of values: within 24 hours, 7 and 30 days. `null` where none is.
   */
  readonly smallestEffect: {
    readonly day: number | null
    readonly week: number | null
    readonly month: number | null
  }
}

/** A change that was approved beforehand or afterwards, and what it may do. */
export interface DriftDeclaration {
  readonly reference: string
  /** Names of the features it may move, or of their side streams, such as `latency#arrival`. */
  readonly features: readonly string[]
  /** Epoch milliseconds: the change begins in [from, to]. */
  readonly from: number
  readonly to: number
  /** Bounds by feature; a feature without an entry may move anywhere. */
  readonly expect?: { readonly [feature: string]: ExpectedEffect }
}

export interface ExpectedEffect {
  readonly direction: 'up' | 'down' | 'any'
  /** Largest size of {@link DriftFeatureReport.effect}, 0 to 1. */
  readonly maxEffect: number
}

/**
 * What became of a feature. The verdict belongs to its latest episode and is settled when the alarm is raised, again
 * seven and fourteen days later, and when the episode closes.
 */
export type DriftVerdict =
  | 'warming'
  | 'stable'
  | 'insufficient'
  | 'declared-evolution'
  | 'transient'
  | 'recurring'
  | 'abrupt'
  | 'gradual'
  | 'slow-poisoning'

/** An interval of time in epoch milliseconds. */
export interface TimeInterval {
  readonly from: number
  readonly to: number
}

/** Two adjacent periods, or a period and the anchor, side by side: an exhibit for people, not the rule of the alarm. */
export interface DriftContrast {
  readonly name: '24h-6d' | '7d-23d' | '30d-anchor'
  readonly from: number
  readonly to: number
  /** Values in the period and in what it is held against. */
  readonly count: number
  readonly against: number
  /** Cliff's delta from −1 to 1: positive where the period lies higher. */
  readonly delta: number
  /** Kolmogorov–Smirnov distance from 0 to 1. */
  readonly distance: number
}

/** A range of values, or a category, that holds more or less than it did in the anchor. */
export interface DriftBin {
  /** The category; absent for ranges and groups. */
  readonly category?: string
  /** Categories together: `other`, those of the anchor that it does not name; `new`, those it never saw. */
  readonly group?: 'other' | 'new'
  /** Exclusive; `null` where the range is open below, and for categories. With a season, a distance from what is usual for the hour. */
  readonly from: number | null
  /** Inclusive; `null` where the range is open above, and for categories. */
  readonly to: number | null
  /** Shares of all values, 0 to 1: in the anchor, and in the last 24 hours in whole quarters of a day. */
  readonly expected: number
  readonly observed: number
}

export interface DriftFeatureReport {
  readonly name: string
  readonly verdict: DriftVerdict
  /** log2 of the detector's statistic R, in bits; 0 before the first block. */
  readonly evidence: number
  /** The evidence that raises an alarm, in bits; `null` before the anchor, which decides it. */
  readonly threshold: number | null
  /** Episodes since the anchor. */
  readonly alarms: number
  /**
   * End of the block that raised the latest alarm, epoch milliseconds: the episode's first, or the one that was raised
   * again since its effect doubled.
   */
  readonly alarmedAt: number | null
  /** When the latest change most likely began. */
  readonly onset: TimeInterval | null
  /**
   * Size of the change in the latest episode's leading direction (location, scale, skew or shape), −1 to 1; positive
   * for higher, wider, heavier above. Without an episode: of location in the last 24 hours. Close to Cliff's delta
   * for a shift: 0.07 for 0.1 σ, 0.20 for 0.3 σ, 0.60 for 1 σ. For categories, missing and late values: the change of
   * the leading share.
   */
  readonly effect: number
  readonly contrasts: readonly DriftContrast[]
  /**
   * Of a vector: which of its fixed projections leads, from 0: the one that effect, contrasts and bins speak of.
   */
  readonly projection?: number
  /**
   * Of a vector: the Fréchet distance of its projections in the last 24 hours (in whole quarters of a day) from the
   * anchor's, in the anchor's standard deviations. An exhibit, not the rule of the alarm: never quite 0, and the
   * larger the fewer vectors came. Absent until the 24 hours are wholly watched.
   */
  readonly frechet?: number
  /** Up to three ranges with the largest difference from the anchor. */
  readonly bins: readonly DriftBin[]
  /** The declaration that covers the change, or that it exceeds. */
  readonly reference?: string
  /** How far the effect lies beyond what was declared. */
  readonly excess?: number
  /** Evidence of the last 30 days, where {@link AssessDriftOptions.history} asks for it and there is an anchor. */
  readonly evidenceHistory?: readonly DriftEvidencePoint[]
  /** How often the alarm of the latest episode was raised again while it was open, since its effect had doubled. */
  readonly escalations?: number
  /** When the like of a `recurring` episode was last seen: from its begin until the feature was back. */
  readonly recursOf?: TimeInterval
  /** How often the like was seen, this time included. */
  readonly occurrences?: number
}

/** What `evidence` was at an earlier instant. */
export interface DriftEvidencePoint {
  /** Epoch milliseconds. */
  readonly at: number
  /** As in {@link DriftFeatureReport.evidence}, in bits. */
  readonly evidence: number
}

export interface AssessDriftOptions {
  /**
   * Adds `evidenceHistory`, a point a day, for `driftChart`. It costs an assessment from the beginning of what is kept
   * (some 20 ms a feature, where one with something to go on from takes 1). Default `false`.
   */
  readonly history?: boolean
}

export interface DriftReport {
  readonly at: number
  /**
   * `drifting`: some feature's latest episode is open and not declared. `stable`: none is, and the last day said
   * enough of every feature to know. `warming`: none is seen to drift, but some feature cannot be judged (no anchor
   * yet, or too few values). Side streams count where they drift.
   */
  readonly status: 'warming' | 'stable' | 'drifting'
  /**
   * The features in the declared order; then, for each in the same order, `name#missing`, `name#arrival` and
   * `name#lateness`, whose alarms are their own.
   */
  readonly features: readonly DriftFeatureReport[]
  readonly falseAlarmsPerYear: number
  /** `ks1` seal of the report and the anchor's digest. */
  readonly digest: string
}

/** Watches features for drift against an approved anchor. Made by `createDriftMonitor` and `restoreDriftMonitor`. */
export interface DriftMonitor {
  /** What is watched, in the declared order. */
  readonly features: readonly DriftFeature[]
  /** Observations that came after their hour was sealed, or before the anchor's end, and were left out. */
  readonly late: number
  /**
   * Refuses an observation that `observe` would refuse for what it is, and changes nothing: for a caller that must do
   * several things or none.
   *
   * @throws KeelsonError `drift/invalid-observation`, `drift/unknown-feature`, `drift/clock-leap`
   */
  check(observation: DriftObservation): void
  /**
   * Takes one value. The order within the lateness bound makes no difference.
   *
   * @throws KeelsonError `drift/invalid-observation`, `drift/unknown-feature`, `drift/clock-leap`,
   * `drift/too-many-ids`, `drift/too-many-sources`; nothing is changed
   */
  observe(observation: DriftObservation): void
  /**
   * Says that time has come as far as `at` (epoch milliseconds), after a silence longer than `longestSilenceMs`.
   * Observations may then lie that far ahead of it. Nothing else is changed.
   *
   * @throws KeelsonError `drift/invalid-time`
   */
  resume(at: number): void
  /**
   * Makes the observations in [from, to) the norm, for good: the anchor never moves by itself. Needs two days and, of
   * each feature, 48 values in 24 different hours.
   *
   * @throws KeelsonError `drift/invalid-anchor`, `drift/already-frozen`, `drift/anchor-too-short`,
   * `drift/anchor-expired`; nothing is changed
   */
  freezeAnchor(request: AnchorRequest): AnchorSummary
  /**
   * Records an approved change. An episode that begins inside it, within what it expects, is `declared-evolution`;
   * what goes beyond is reported as `excess` under its ordinary verdict. Counts for every episode that is not older
   * than the 30 days kept, whenever it is declared.
   *
   * @throws KeelsonError `drift/invalid-declaration`, `drift/unknown-feature`, `drift/too-many-declarations`; nothing
   * is changed
   */
  declare(declaration: DriftDeclaration): void
  /**
   * Makes what was observed since the end of a declared change the norm of the features that it named: nothing but an
   * approval of its own moves an anchor. Needs of each feature what {@link freezeAnchor} needs, in whole hours since
   * the declared end, at most 35 days back. The other features keep their norm, evidence and episodes. The features
   * promoted begin anew: their alarms are counted from the new norm on. Shards that are to be merged later are
   * restored from the bytes written after this.
   *
   * @throws KeelsonError `drift/not-frozen`, `drift/invalid-anchor`, `drift/unknown-feature`,
   * `drift/nothing-to-promote`, `drift/second-approval-needed`, `drift/undeclared-drift`, `drift/anchor-too-short`;
   * nothing is changed
   */
  promoteAnchor(request: PromotionRequest): AnchorSummary
  /**
   * The state of things at an instant, from the hours sealed by then. Changes nothing, however often it is called.
   *
   * @param at epoch milliseconds
   * @throws KeelsonError `drift/invalid-time`, `drift/assess-too-old`
   */
  assess(at: number, options?: AssessDriftOptions): DriftReport
  /** The whole state in its one canonical form; `restoreDriftMonitor` reads it back. */
  toBytes(): Uint8Array
}
