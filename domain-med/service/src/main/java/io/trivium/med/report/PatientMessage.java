package io.trivium.med.report;

import ca.uhn.hl7v2.ErrorCode;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.util.Terser;
import io.trivium.med.patient.PatientUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Patient updates of HL7 v2: ADT^A08 (update) and ADT^A40 (merge), as IHE RAD's Patient Information Reconciliation uses them. */
public final class PatientMessage {
    private static final String NULL = "\"\"";
    /** Of a value of VR LO and of each part of a PN. */
    private static final int LONGEST = 64;

    private PatientMessage() {}

    /**
     * The updates of a message; none if it is of another type or event.
     *
     * @param issuer assigning authority whose identifiers are the archive's Patient IDs; empty where the first one of PID-3 is
     * @throws HL7Exception where the text is no HL7 v2 message, or lacks a patient identifier
     */
    public static List<PatientUpdate> parse(String text, Optional<String> issuer) throws HL7Exception {
        Message message = Hl7.parse(text);
        Terser header = new Terser(message);
        if (!"ADT".equals(header.get("/.MSH-9-1"))) return List.of();
        String event = header.get("/.MSH-9-2");
        boolean merge = "A40".equals(event);
        if (!merge && !"A08".equals(event)) return List.of();
        String control = Optional.ofNullable(header.get("/.MSH-10")).orElse("");
        List<Segment> patients = segments(message, "PID");
        List<Segment> merged = segments(message, "MRG");
        if (patients.isEmpty()) throw missing("The message has no PID segment.");
        if (merge && merged.size() != patients.size()) {
            throw missing("Each PID segment of ADT^A40 must be followed by its MRG segment.");
        }
        List<PatientUpdate> updates = new ArrayList<>();
        for (int i = 0; i < patients.size(); i++) {
            updates.add(
                    update(control, patients.get(i), issuer, merge ? Optional.of(merged.get(i)) : Optional.empty()));
        }
        return updates;
    }

    /**
     * Refuses a message whose type or event this node does not process: code 200 or 201 of HL7 table 0357.
     *
     * @throws HL7Exception where the text is no HL7 v2 message
     */
    public static HL7Exception unsupported(String text) throws HL7Exception {
        Terser header = new Terser(Hl7.parse(text));
        String type = String.valueOf(header.get("/.MSH-9-1")).replaceAll("[^A-Za-z0-9]", "?");
        String event = String.valueOf(header.get("/.MSH-9-2")).replaceAll("[^A-Za-z0-9]", "?");
        boolean known = type.equals("ADT");
        return new HL7Exception(
                (known ? type + " " + event : type)
                        + " is not processed here; send ORM O01, OMI O23, ADT A08 or ADT A40.",
                known ? ErrorCode.UNSUPPORTED_EVENT_CODE : ErrorCode.UNSUPPORTED_MESSAGE_TYPE);
    }

    /** Segments of a name in the order of the message; a generic message numbers those that do not follow each other. */
    private static List<Segment> segments(Message message, String name) throws HL7Exception {
        List<Segment> found = new ArrayList<>();
        for (String each : message.getNames()) {
            if (!each.replaceAll("\\d+$", "").equals(name)) continue;
            for (var structure : message.getAll(each)) found.add((Segment) structure);
        }
        return found;
    }

    private static PatientUpdate update(
            String control, Segment patient, Optional<String> issuer, Optional<Segment> merged) throws HL7Exception {
        String id = identifier(patient, 3, "PID-3", issuer);
        Optional<String> previous = Optional.empty();
        if (merged.isPresent()) {
            previous = Optional.of(identifier(merged.orElseThrow(), 1, "MRG-1", issuer));
            if (previous.orElseThrow().equals(id)) {
                throw new HL7Exception("PID-3 and MRG-1 name the same patient.", ErrorCode.DUPLICATE_KEY_IDENTIFIER);
            }
        }
        return new PatientUpdate(control, id, name(patient), birthDate(patient), sex(patient), previous);
    }

    private static String identifier(Segment segment, int field, String name, Optional<String> issuer)
            throws HL7Exception {
        for (int i = 0; i < segment.getField(field).length; i++) {
            String value = component(segment, field, i, 1);
            boolean wanted = issuer.isEmpty() || component(segment, field, i, 4).equals(issuer.orElseThrow());
            if (!wanted || value.isEmpty() || value.equals(NULL)) continue;
            if (value.length() > LONGEST
                    || value.indexOf('\\') >= 0
                    || value.chars().anyMatch(Character::isISOControl)) {
                throw new HL7Exception(
                        name + " is no Patient ID: it has more than " + LONGEST + " characters, or a backslash.",
                        ErrorCode.DATA_TYPE_ERROR);
            }
            return value;
        }
        throw missing(name + " has no identifier"
                + issuer.map(authority -> " of the assigning authority " + authority)
                        .orElse("") + ".");
    }

    /**
     * PID-5 in the form of a DICOM name (PS3.5 6.2.1): repetitions by their name representation code (table 0465) are its alphabetic,
     * ideographic and phonetic groups.
     */
    private static Optional<String> name(Segment patient) throws HL7Exception {
        String[] groups = {"", "", ""};
        int repetitions = patient.getField(5).length;
        boolean removed = false;
        for (int i = 0; i < repetitions; i++) {
            if (component(patient, 5, i, 1).equals(NULL)) {
                removed = true;
                continue;
            }
            int group = switch (component(patient, 5, i, 8).toUpperCase(Locale.ROOT)) {
                case "I" -> 1;
                case "P" -> 2;
                default -> 0;
            };
            if (!groups[group].isEmpty()) continue;
            // HL7 has the suffix before the prefix.
            String joined = part(patient, i, 1)
                    + '^'
                    + part(patient, i, 2)
                    + '^'
                    + part(patient, i, 3)
                    + '^'
                    + part(patient, i, 5)
                    + '^'
                    + part(patient, i, 4);
            groups[group] = joined.replaceAll("\\^+$", "");
        }
        String name = String.join("=", groups).replaceAll("=+$", "");
        return name.isEmpty() && !removed ? Optional.empty() : Optional.of(name);
    }

    private static String part(Segment patient, int repetition, int component) throws HL7Exception {
        String value = component(patient, 5, repetition, component).replaceAll("[\\^=\\\\\\p{Cntrl}]", " ");
        return value.substring(0, Math.min(value.length(), LONGEST)).strip();
    }

    private static Optional<String> birthDate(Segment patient) throws HL7Exception {
        String value = component(patient, 7, 0, 1);
        if (value.equals(NULL)) return Optional.of("");
        return value.matches("\\d{8}.*") ? Optional.of(value.substring(0, 8)) : Optional.empty();
    }

    /** HL7 table 0001 to the enumerated values of Patient's Sex. */
    private static Optional<String> sex(Segment patient) throws HL7Exception {
        return switch (component(patient, 8, 0, 1).toUpperCase(Locale.ROOT)) {
            case "M" -> Optional.of("M");
            case "F" -> Optional.of("F");
            case "O", "A", "N" -> Optional.of("O");
            case NULL, "U" -> Optional.of("");
            default -> Optional.empty();
        };
    }

    private static String component(Segment segment, int field, int repetition, int component) throws HL7Exception {
        String value = Terser.get(segment, field, repetition, component, 1);
        return value == null ? "" : value.strip();
    }

    private static HL7Exception missing(String sentence) {
        return new HL7Exception(sentence, ErrorCode.REQUIRED_FIELD_MISSING);
    }
}
