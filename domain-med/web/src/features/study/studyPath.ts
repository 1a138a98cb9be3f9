/** Address of a study's page. The UID's dots must not stand in the last part, where they would make it the name of a file. */
export function studyPath(studyInstanceUid: string): string {
  return `/studies/${studyInstanceUid}/reading`;
}
