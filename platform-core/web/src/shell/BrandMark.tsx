/** Three paths that meet: the suite's mark. Decorative, the name is written next to it. */
export function BrandMark() {
  return (
    <svg className="tv-brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M16 16 L16 3 M16 16 L4.7 22.5 M16 16 L27.3 22.5" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <circle cx="16" cy="16" r="5" fill="currentColor" />
      <circle cx="16" cy="4" r="3" fill="currentColor" />
      <circle cx="5.6" cy="22" r="3" fill="currentColor" />
      <circle cx="26.4" cy="22" r="3" fill="currentColor" />
    </svg>
  );
}
