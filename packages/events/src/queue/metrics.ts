/** A queue at this moment. */
export interface QueueMetrics {
  readonly name: string
  readonly priority: number
  /** Events in it and its children. */
  readonly length: number
  /** Events in it that no child took. */
  readonly own: number
  /** How long ago the oldest event at a head was sent; 0 when there is none. */
  readonly headAgeMs: number
  /** Lines whose head cannot go on: nobody has claimed it, or a subscription is full. */
  readonly stalledLines: number
  readonly waitingSenders: number
  /** Events that have left since the start. */
  readonly passed: number
  readonly children: readonly QueueMetrics[]
}
