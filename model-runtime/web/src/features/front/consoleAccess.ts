/** The roles of which a person needs one to use a console, by the name of its service. */
const CONSOLE_ROLES: Readonly<Record<string, readonly string[]>> = {
  "domain-med": ["med-radiologist", "med-integrator", "platform-auditor"],
  "domain-fin": ["fin-analyst", "fin-supervisor", "platform-auditor"],
  "domain-industrial": ["industrial-operator", "industrial-planner", "platform-auditor"],
};

/** The roles that a person lacks for a console: none where it opens, or where what it needs is not known. */
export function missingRoles(service: string, roles: readonly string[]): readonly string[] {
  const needed = CONSOLE_ROLES[service] ?? [];
  return needed.some((role) => roles.includes(role)) ? [] : needed;
}
