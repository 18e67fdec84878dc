export interface ChartSeries {
  readonly label: string
  /** A colour of theme.css by its name: `good-fill`. */
  readonly colour: string
  /** `null` is a gap: nothing is known, which is not zero. */
  readonly values: readonly (number | null)[]
  readonly shape: 'line' | 'dashed' | 'dotted' | 'area' | 'bars'
}

export interface ChartProps {
  /** What it shows, in a sentence, for those who do not see it. */
  readonly label: string
  /** Epoch ms, rising. */
  readonly at: readonly number[]
  readonly series: readonly ChartSeries[]
  readonly height?: number
  /** `stacked`: each stands on those before it, and they are one whole. */
  readonly arrangement?: 'beside' | 'stacked'
  /** Charts of one name have one pointer. */
  readonly together?: string
  /** How a value is written at the axis and beside the pointer. */
  readonly format: (value: number) => string
}
