package io.trivium.med.report;

import ca.uhn.hl7v2.ErrorCode;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.util.Terser;
import java.util.Locale;
import java.util.Optional;

/**
 * The data of an imaging order about the study to come, from HL7 v2 ORM^O01 and OMI^O23 (IHE RAD TF-2 4.4). Empty if
 * the order contains none.
 *
 * @param messageControlId MSH-10, for finding a repeated message
 * @param patientId PID-3.1 of the first identifier
 * @param issuer PID-3.4
 * @param accessionNumber IPC-1, else OBR-18, else the filler order number
 * @param placerOrderNumber ORC-2 or OBR-2
 * @param fillerOrderNumber ORC-3 or OBR-3
 * @param requestedProcedureId IPC-2 or OBR-19
 * @param studyInstanceUid IPC-3 or ZDS-1
 * @param priority TQ1-9, ORC-7.6, OBR-27.6 or OBR-5
 * @param cancelled whether the order was cancelled or discontinued (ORC-1)
 */
public record ImagingOrder(
        String messageControlId,
        String patientId,
        String issuer,
        String familyName,
        String givenName,
        String birthDate,
        String sex,
        String accessionNumber,
        String placerOrderNumber,
        String fillerOrderNumber,
        String requestedProcedureId,
        String studyInstanceUid,
        Priority priority,
        boolean cancelled) {

    /** The priority of an order, the most urgent first (HL7 table 0485). */
    public enum Priority {
        STAT(1),
        HIGH(2),
        ROUTINE(3),
        LOW(4);

        private final int number;

        Priority(int number) {
            this.number = number;
        }

        /** 1 for the most urgent. */
        public int number() {
            return number;
        }

        /** The priority of this number; {@link #ROUTINE} for any other. */
        public static Priority of(int number) {
            for (Priority each : values()) if (each.number == number) return each;
            return ROUTINE;
        }

        private static Priority ofCode(String code) {
            return switch (code.toUpperCase(Locale.ROOT)) {
                case "S", "STAT" -> STAT;
                case "A", "ASAP", "C", "U", "URGENT", "TS" -> HIGH;
                case "P", "L" -> LOW;
                default -> ROUTINE;
            };
        }
    }

    private static final int LONGEST = 64;

    /**
     * The order of a message; nothing if it is of another type.
     *
     * @param text segments separated by carriage returns
     * @throws HL7Exception where the text is no HL7 v2 message, or the order names no patient
     */
    public static Optional<ImagingOrder> parse(String text) throws HL7Exception {
        Terser terser = new Terser(Hl7.parse(text));
        String type = value(terser, "/.MSH-9-1");
        if (!type.equals("ORM") && !type.equals("OMI")) return Optional.empty();
        String patient = value(terser, "/.PID-3-1");
        if (patient.isEmpty()) {
            throw new HL7Exception("PID-3 is empty: the order names no patient.", ErrorCode.REQUIRED_FIELD_MISSING);
        }
        String filler = first(value(terser, "/.ORC-3-1"), value(terser, "/.OBR-3-1"));
        String control = value(terser, "/.ORC-1-1");
        return Optional.of(new ImagingOrder(
                value(terser, "/.MSH-10-1"),
                patient,
                value(terser, "/.PID-3-4"),
                value(terser, "/.PID-5-1"),
                value(terser, "/.PID-5-2"),
                value(terser, "/.PID-7-1"),
                value(terser, "/.PID-8-1"),
                first(value(terser, "/.IPC-1-1"), value(terser, "/.OBR-18-1"), filler),
                first(value(terser, "/.ORC-2-1"), value(terser, "/.OBR-2-1")),
                filler,
                first(value(terser, "/.IPC-2-1"), value(terser, "/.OBR-19-1")),
                first(value(terser, "/.IPC-3-1"), value(terser, "/.ZDS-1-1")),
                Priority.ofCode(first(
                        value(terser, "/.TQ1-9-1"),
                        value(terser, "/.ORC-7-6"),
                        value(terser, "/.OBR-27-6"),
                        value(terser, "/.OBR-5-1"))),
                control.equals("CA") || control.equals("DC")));
    }

    /** A segment that is missing counts as empty. */
    private static String value(Terser terser, String path) {
        try {
            String value = terser.get(path);
            if (value == null || value.equals("\"\"")) return "";
            return value.length() <= LONGEST ? value : "";
        } catch (HL7Exception e) {
            return "";
        }
    }

    private static String first(String... values) {
        for (String value : values) if (!value.isEmpty()) return value;
        return "";
    }

    @Override
    public String toString() {
        return "ImagingOrder[" + messageControlId + "]"; // the rest names the patient
    }
}
