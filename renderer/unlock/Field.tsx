/** A labelled field with its hint or fault below; the fault is announced. */
import { useId, type ReactNode } from "react";

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fault?: string | null;
  readonly children: (ids: { id: string; describedBy: string; invalid: boolean }) => ReactNode;
}

export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  const describedBy = `${id}-below`;
  return (
    <div className="unlock-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, describedBy, invalid: Boolean(fault) })}
      <div id={describedBy} className={fault ? "unlock-below fault" : "unlock-below"} role={fault ? "alert" : undefined}>
        {fault ? `✕ ${fault}` : hint}
      </div>
    </div>
  );
}
