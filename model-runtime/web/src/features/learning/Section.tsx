import type { ReactNode } from "react";

/** A titled part of the details. */
export function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={`learning-${id}`}>
      <h3 id={`learning-${id}`} className="rt-section-title">
        {title}
      </h3>
      {children}
    </section>
  );
}
