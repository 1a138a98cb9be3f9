/** Where the query cache keeps a case. */
export function caseKey(caseNumber: number): readonly unknown[] {
  return ["case", caseNumber];
}
