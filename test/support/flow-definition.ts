/** A state as far as the ways out of it go. */
export interface DefinedState {
  Type: string;
  Next?: string;
  Default?: string;
  End?: boolean;
  Choices?: { Next: string }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Retry?: { ErrorEquals: string[]; MaxAttempts: number }[];
  ItemProcessor?: { StartAt: string; States: Record<string, DefinedState> };
  Label?: string;
}

/** A machine, or the inside of its Map. */
export interface Machine {
  /** As execution ARNs name it. */
  name: string;
  /** For messages: `run` or the Map's label. */
  label: string;
  startAt: string;
  states: Record<string, DefinedState>;
}

/** A definition and the Maps in it. */
export const machinesIn = (
  definition: { StartAt: string; States: Record<string, DefinedState> },
  name: string,
  label = 'run',
): Machine[] => [
  { name, label, startAt: definition.StartAt, states: definition.States },
  ...Object.entries(definition.States).flatMap(([state, { ItemProcessor: inner, Label = state }]) =>
    inner ? machinesIn(inner, `${name}/${Label}`, Label.toLowerCase()) : [],
  ),
];
