package io.trivium.med.report;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.v25.message.ORU_R01;
import ca.uhn.hl7v2.util.Terser;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.finding.Extent.Size;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.patient.CurrentPatient;
import io.trivium.med.study.Refusal;
import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results as HL7 v2.5 ORU^R01 in UTF-8: a sentence for people, then each measurement as an OBX with its code and unit. */
public final class OruWriter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

    private final String sendingFacility;
    private final String receivingApplication;
    private final String receivingFacility;

    /** A writer for one destination; the names go into MSH-4 to MSH-6. */
    public OruWriter(String sendingFacility, String receivingApplication, String receivingFacility) {
        this.sendingFacility = sendingFacility;
        this.receivingApplication = receivingApplication;
        this.receivingFacility = receivingFacility;
    }

    /**
     * The message of a study that was read.
     *
     * @param order that the study belongs to, where one is known; its numbers are given back
     */
    public String results(ResultContext context, List<NoduleFinding> findings, Optional<ImagingOrder> order) {
        return write(context, order, terser -> {
            int n = 0;
            text(terser, n++, "", Sentences.found(findings) + " Research use; not reviewed by a radiologist.");
            for (int f = 0; f < findings.size(); f++) n = finding(terser, n, Integer.toString(f + 1), findings.get(f));
        });
    }

    /** The message of a study that was not read. */
    public String notProcessed(ResultContext context, Refusal refusal, Optional<ImagingOrder> order) {
        return write(context, order, terser -> text(terser, 0, "", "Not processed. " + refusal.sentence()));
    }

    /** @return the number of the next observation */
    private static int finding(Terser terser, int from, String nodule, NoduleFinding finding) throws HL7Exception {
        int n = from;
        if (finding.size().isPresent()) {
            Size size = finding.size().orElseThrow();
            number(terser, n++, nodule, Codes.LONG_AXIS, size.longestDiameterMm(), Codes.MM);
            number(terser, n++, nodule, Codes.SHORT_AXIS, size.shortAxisMm(), Codes.MM);
            number(terser, n++, nodule, Codes.VOLUME, size.volumeMm3(), Codes.MM3);
        }
        if (finding.malignancy().isPresent()) {
            likelihood(
                    terser,
                    n++,
                    nodule,
                    Codes.PROBABILITY_OF_CANCER,
                    new Likelihood(finding.malignancy().getAsDouble()));
        }
        for (String remark : Sentences.remarks(finding)) text(terser, n++, nodule, remark);
        return n;
    }

    private interface Observations {
        void into(Terser terser) throws HL7Exception;
    }

    private String write(ResultContext context, Optional<ImagingOrder> order, Observations observations) {
        DataSet source = context.first().attributes();
        String time = TIME.format(context.created().atZone(context.zone()));
        try (DefaultHapiContext hapi = new DefaultHapiContext()) {
            hapi.getParserConfiguration().setIdGenerator(Hl7::controlId);
            ORU_R01 message = new ORU_R01();
            message.setParser(hapi.getPipeParser());
            message.initQuickstart("ORU", "R01", "P");
            Terser terser = new Terser(message);
            terser.set("/MSH-3-1", "TRIVIUM");
            terser.set("/MSH-4-1", sendingFacility);
            terser.set("/MSH-5-1", receivingApplication);
            terser.set("/MSH-6-1", receivingFacility);
            terser.set("/MSH-7-1", time);
            // The same result has the same control id, so a receiver can tell a repetition.
            terser.set(
                    "/MSH-10",
                    DerivedUid.of("oru", context.identity().uid("sr-instance-1"), receivingApplication)
                            .substring(5, 25));
            terser.set("/MSH-18", "UNICODE UTF-8");
            patient(terser, source);
            String group = "/PATIENT_RESULT/ORDER_OBSERVATION/";
            terser.set(group + "ORC-1", "RE");
            terser.set(
                    group + "ORC-2-1",
                    order.map(ImagingOrder::placerOrderNumber).orElse(""));
            terser.set(
                    group + "ORC-3-1",
                    order.map(ImagingOrder::fillerOrderNumber).orElse(""));
            terser.set(group + "OBR-1", "1");
            terser.set(
                    group + "OBR-2-1",
                    order.map(ImagingOrder::placerOrderNumber).orElse(""));
            terser.set(
                    group + "OBR-3-1",
                    order.map(ImagingOrder::fillerOrderNumber).orElse(""));
            coded(terser, group + "OBR-4", Codes.CT_CHEST);
            terser.set(
                    group + "OBR-7-1", source.textOr(Tag.STUDY_DATE, "") + hhmmss(source.textOr(Tag.STUDY_TIME, "")));
            terser.set(group + "OBR-18", accession(source, order));
            terser.set(
                    group + "OBR-19",
                    order.map(ImagingOrder::requestedProcedureId).orElse(""));
            terser.set(group + "OBR-22-1", time);
            terser.set(group + "OBR-24", "CT");
            terser.set(group + "OBR-25", "P"); // preliminary: a radiologist has not signed it
            observations.into(terser);
            return hapi.getPipeParser().encode(message);
        } catch (HL7Exception | IOException e) {
            throw new IllegalStateException("an ORU that cannot be encoded", e);
        }
    }

    private static String accession(DataSet source, Optional<ImagingOrder> order) {
        return source.text(Tag.ACCESSION_NUMBER)
                .orElseGet(() -> order.map(ImagingOrder::accessionNumber).orElse(""));
    }

    private static void patient(Terser terser, DataSet source) throws HL7Exception {
        String pid = "/PATIENT_RESULT/PATIENT/PID-";
        terser.set(pid + "1", "1");
        terser.set(pid + "3-1", source.textOr(Tag.PATIENT_ID, ""));
        terser.set(pid + "3-4-1", source.textOr(Tag.ISSUER_OF_PATIENT_ID, ""));
        name(terser, pid, PersonName.of(source.textOr(Tag.PATIENT_NAME, "")));
        terser.set(pid + "7-1", source.textOr(Tag.PATIENT_BIRTH_DATE, ""));
        terser.set(pid + "8", source.textOr(Tag.PATIENT_SEX, ""));
    }

    private static void name(Terser terser, String pid, PersonName name) throws HL7Exception {
        terser.set(pid + "5-1-1", name.family());
        terser.set(pid + "5-2", name.given());
        terser.set(pid + "5-3", name.middle());
        terser.set(pid + "5-4", name.suffix());
        terser.set(pid + "5-5", name.prefix());
    }

    /**
     * A message that was made earlier, with the patient's data of now.
     *
     * @param message of {@link #results} or {@link #notProcessed}
     */
    public static String withPatient(String message, CurrentPatient patient) {
        try {
            Message parsed = Hl7.parse(message);
            Terser terser = new Terser(parsed);
            terser.set("/.PID-3-1", patient.patientId());
            if (patient.name().isPresent())
                name(terser, "/.PID-", PersonName.of(patient.name().orElseThrow()));
            if (patient.birthDate().isPresent())
                terser.set("/.PID-7-1", patient.birthDate().orElseThrow());
            if (patient.sex().isPresent()) terser.set("/.PID-8", patient.sex().orElseThrow());
            return parsed.encode();
        } catch (HL7Exception e) {
            throw new IllegalStateException("an ORU of this node that cannot be parsed", e);
        }
    }

    private static String hhmmss(String time) {
        return time.matches("\\d{6}.*") ? time.substring(0, 6) : "";
    }

    private static void text(Terser terser, int n, String nodule, String text) throws HL7Exception {
        String obx = observation(terser, n, "TX", nodule);
        terser.set(obx + "3-1", "18782-3");
        terser.set(obx + "3-2", "Radiology Study observation (narrative)");
        terser.set(obx + "3-3", "LN");
        terser.set(obx + "5", text);
    }

    private static void number(Terser terser, int n, String nodule, Code name, double value, Code unit)
            throws HL7Exception {
        String obx = observation(terser, n, "NM", nodule);
        coded(terser, obx + "3", name);
        terser.set(obx + "5", String.format(Locale.ROOT, "%.1f", value));
        coded(terser, obx + "6", unit);
    }

    /** Writes a structured number (SN, HL7 v2.5 2.A.70) if the value is outside the range of a plain one. */
    private static void likelihood(Terser terser, int n, String nodule, Code name, Likelihood likelihood)
            throws HL7Exception {
        String comparator = switch (likelihood.bound()) {
            case BELOW -> "<";
            case EXACT -> "";
            case ABOVE -> ">";
        };
        if (comparator.isEmpty()) {
            number(terser, n, nodule, name, likelihood.rounded(), Codes.PERCENT);
            return;
        }
        String obx = observation(terser, n, "SN", nodule);
        coded(terser, obx + "3", name);
        terser.set(obx + "5-1", comparator);
        terser.set(obx + "5-2", String.format(Locale.ROOT, "%.0f", likelihood.rounded()));
        coded(terser, obx + "6", Codes.PERCENT);
    }

    private static String observation(Terser terser, int n, String type, String subId) throws HL7Exception {
        String obx = "/PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION(" + n + ")/OBX-";
        terser.set(obx + "1", Integer.toString(n + 1));
        terser.set(obx + "2", type);
        terser.set(obx + "4", subId);
        terser.set(obx + "11", "P");
        return obx;
    }

    private static void coded(Terser terser, String field, Code code) throws HL7Exception {
        terser.set(field + "-1", code.value());
        terser.set(field + "-2", code.meaning());
        terser.set(field + "-3", code.scheme());
    }
}
