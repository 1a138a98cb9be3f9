/** Address of a study's page. The UID's dots must not stand in the last part, where they would make it the name of a file. */
export function studyPath(studyInstanceUid: string): string {
  return `/studies/${studyInstanceUid}/reading`;
}

/**
 * The study in OHIF, with the node's segmentation over it in a lung window; at a slice where one is named. The protocol is the
 * one of ohif/app-config.js.
 */
export function ohifAddress(study: string, series?: string, instance?: string): string {
  const query = new URLSearchParams({ StudyInstanceUIDs: study, hangingprotocolId: "trivium-finding" });
  if (series !== undefined) query.set("initialSeriesInstanceUID", series);
  if (instance !== undefined) query.set("initialSOPInstanceUID", instance);
  return `/ohif/viewer?${query.toString()}`;
}
