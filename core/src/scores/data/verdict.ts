/**
 * Whether the data carry the model that was asked for. A model that they do not carry says so and
 * names what it used in its place, so that nobody takes a guess for a prediction.
 */
export type Verdict =
  | { readonly enough: true }
  | {
      readonly enough: false
      /** A sentence for people: "not enough data: 41 positives, 100 needed; using the smoothed rate". */
      readonly reason: string
    }
