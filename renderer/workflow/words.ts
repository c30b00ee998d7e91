/** What a workflow's steps, fields and choices are called; each desk hands its own to the common parts. */
export interface FlowWords {
  readonly step: (step: string) => string;
  readonly field: (field: string) => string;
  /** The word of a value: of a choice, or the names behind ids. */
  readonly value: (field: string, value: string) => string;
}
