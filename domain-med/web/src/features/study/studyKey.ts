/** Where the query cache keeps a study; without a revision all of it. */
export function studyKey(study: string, revision?: number): readonly unknown[] {
  return revision === undefined ? ["study", study] : ["study", study, revision];
}
