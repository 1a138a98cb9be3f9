/** Whoever may look at the plant. */
export const ROLES = ["industrial-operator", "industrial-planner"];
/** Who writes rules, plans work and changes the plant's model. */
export const PLANNER = "industrial-planner";
