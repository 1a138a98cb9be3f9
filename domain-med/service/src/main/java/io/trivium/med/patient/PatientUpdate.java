package io.trivium.med.patient;

import java.util.Optional;

/**
 * New data of one patient. Of each attribute: absent where nothing was said about it, empty where it was removed.
 *
 * @param messageControlId of the message that said it
 * @param patientId the patient, or the one that remains after a merge
 * @param name in the form of VR PN (PS3.5 6.2.1)
 * @param birthDate {@code YYYYMMDD}
 * @param sex of Patient's Sex (0010,0040)
 * @param mergedPatientId the identifier that {@code patientId} replaces; absent where the message is no merge
 */
public record PatientUpdate(
        String messageControlId,
        String patientId,
        Optional<String> name,
        Optional<String> birthDate,
        Optional<String> sex,
        Optional<String> mergedPatientId) {

    @Override
    public String toString() {
        return "PatientUpdate[" + messageControlId + "]"; // the rest names the patient
    }
}
