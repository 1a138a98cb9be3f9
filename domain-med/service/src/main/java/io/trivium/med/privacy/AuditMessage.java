package io.trivium.med.privacy;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Audit messages in the XML of DICOM PS3.15 A.5 (IHE ATNA): who did what to which study, and how it ended. They name the patient
 * by id alone.
 *
 * @param event what happened
 * @param succeeded whether it did
 * @param at when
 * @param source the reporting node
 * @param participants who took part, at least one
 * @param patientId empty if the event concerns none
 * @param query of an event {@link Event#QUERY}
 */
public record AuditMessage(
        Event event,
        boolean succeeded,
        Instant at,
        String source,
        List<Participant> participants,
        String studyInstanceUid,
        List<String> sopClassUids,
        String patientId,
        Optional<Query> query) {
    /** Events of A.5.3, with their codes in DCM and the action of RFC 3881. */
    public enum Event {
        INSTANCES_ACCESSED("110103", "DICOM Instances Accessed", "R"),
        BEGIN_TRANSFERRING("110102", "Begin Transferring DICOM Instances", "E"),
        INSTANCES_TRANSFERRED("110104", "DICOM Instances Transferred", "C"),
        EXPORT("110106", "Export", "R"),
        IMPORT("110107", "Import", "C"),
        SECURITY_ALERT("110113", "Security Alert", "E"),
        QUERY("110112", "Query", "E");

        private final String code;
        private final String meaning;
        private final String action;

        Event(String code, String meaning, String action) {
            this.code = code;
            this.meaning = meaning;
            this.action = action;
        }
    }

    /** Part that a participant has in a transfer or an export. */
    public enum Role {
        SOURCE("110153", "Source Role ID"),
        DESTINATION("110152", "Destination Role ID"),
        APPLICATION("110150", "Application");

        private final String code;
        private final String meaning;

        Role(String code, String meaning) {
            this.code = code;
            this.meaning = meaning;
        }
    }

    /**
     * A participant of an event.
     *
     * @param userId a person's login, an AE title or a client id
     * @param requestor whether it initiated the event
     * @param host address or name; empty if unknown
     */
    public record Participant(String userId, boolean requestor, Optional<Role> role, String host) {}

    /**
     * A search (A.5.3.10).
     *
     * @param sopClassUid of the information model that was searched
     * @param text the parameters
     */
    public record Query(String sopClassUid, String text) {}

    public AuditMessage {
        if (participants.isEmpty()) throw new IllegalArgumentException("an audit message without a participant");
        participants = List.copyOf(participants);
        sopClassUids = List.copyOf(sopClassUids);
    }

    /** The message of A.5.1, without an XML declaration, as it is written into a syslog frame. */
    public String xml() {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartElement("AuditMessage");
            xml.writeStartElement("EventIdentification");
            xml.writeAttribute("EventActionCode", event.action);
            xml.writeAttribute("EventDateTime", at.toString());
            xml.writeAttribute("EventOutcomeIndicator", succeeded ? "0" : "8");
            coded(xml, "EventID", event.code, "DCM", event.meaning);
            xml.writeEndElement();
            for (Participant participant : participants) write(xml, participant);
            xml.writeStartElement("AuditSourceIdentification");
            xml.writeAttribute("AuditSourceID", printable(source));
            xml.writeEmptyElement("AuditSourceTypeCode");
            xml.writeAttribute("csd-code", "4");
            xml.writeEndElement();
            if (!studyInstanceUid.isEmpty()) study(xml);
            if (!patientId.isEmpty()) patient(xml);
            if (query.isPresent()) search(xml, query.orElseThrow());
            xml.writeEndElement();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to a string does not fail", e);
        }
        return text.toString();
    }

    private static void write(XMLStreamWriter xml, Participant participant) throws XMLStreamException {
        xml.writeStartElement("ActiveParticipant");
        xml.writeAttribute("UserID", printable(participant.userId()));
        xml.writeAttribute("UserIsRequestor", Boolean.toString(participant.requestor()));
        if (!participant.host().isEmpty()) {
            xml.writeAttribute("NetworkAccessPointTypeCode", participant.host().matches("[0-9a-fA-F.:]+") ? "2" : "1");
            xml.writeAttribute("NetworkAccessPointID", printable(participant.host()));
        }
        if (participant.role().isPresent()) {
            coded(
                    xml,
                    "RoleIDCode",
                    participant.role().orElseThrow().code,
                    "DCM",
                    participant.role().orElseThrow().meaning);
        }
        xml.writeEndElement();
    }

    private void study(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("ParticipantObjectIdentification");
        xml.writeAttribute("ParticipantObjectID", printable(studyInstanceUid));
        xml.writeAttribute("ParticipantObjectTypeCode", "2");
        xml.writeAttribute("ParticipantObjectTypeCodeRole", "3");
        coded(xml, "ParticipantObjectIDTypeCode", "110180", "DCM", "Study Instance UID");
        xml.writeStartElement("ParticipantObjectDescription");
        for (String sopClass : sopClassUids) {
            xml.writeEmptyElement("SOPClass");
            xml.writeAttribute("UID", printable(sopClass));
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void patient(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("ParticipantObjectIdentification");
        xml.writeAttribute("ParticipantObjectID", printable(patientId));
        xml.writeAttribute("ParticipantObjectTypeCode", "1");
        xml.writeAttribute("ParticipantObjectTypeCodeRole", "1");
        coded(xml, "ParticipantObjectIDTypeCode", "2", "RFC-3881", "Patient Number");
        xml.writeEndElement();
    }

    private static void search(XMLStreamWriter xml, Query query) throws XMLStreamException {
        xml.writeStartElement("ParticipantObjectIdentification");
        xml.writeAttribute("ParticipantObjectID", printable(query.sopClassUid()));
        xml.writeAttribute("ParticipantObjectTypeCode", "2");
        xml.writeAttribute("ParticipantObjectTypeCodeRole", "3");
        coded(xml, "ParticipantObjectIDTypeCode", "110181", "DCM", "SOP Class UID");
        xml.writeStartElement("ParticipantObjectQuery");
        xml.writeCharacters(Base64.getEncoder().encodeToString(query.text().getBytes(StandardCharsets.UTF_8)));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void coded(XMLStreamWriter xml, String name, String code, String scheme, String meaning)
            throws XMLStreamException {
        xml.writeEmptyElement(name);
        xml.writeAttribute("csd-code", code);
        xml.writeAttribute("codeSystemName", scheme);
        xml.writeAttribute("originalText", meaning);
    }

    /** Returns the characters that XML and a line of syslog can contain; others are replaced by a question mark. */
    private static String printable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .limit(256)
                .map(c -> c < 0x20 || c == 0x7F || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF ? '?' : c)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    @Override
    public String toString() {
        return "AuditMessage[" + event + ", " + studyInstanceUid
                + "]"; // the patient's id belongs into the message alone
    }
}
