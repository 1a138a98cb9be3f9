package io.trivium.med.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.audit.AuditEntry;
import io.trivium.med.privacy.AuditMessage.Event;
import io.trivium.med.privacy.AuditMessage.Participant;
import io.trivium.med.privacy.AuditMessage.Role;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class AuditMessageTest {
    @Test
    void namesEventOutcomeParticipantsStudyAndPatient() throws Exception {
        AuditMessage message = message("PACS", "P<1>&");
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(Reader.of(message.xml())));
        Element event =
                (Element) xml.getElementsByTagName("EventIdentification").item(0);
        assertEquals("C", event.getAttribute("EventActionCode"));
        assertEquals("0", event.getAttribute("EventOutcomeIndicator"));
        assertEquals("2026-01-02T11:00:00Z", event.getAttribute("EventDateTime"));
        assertEquals(2, xml.getElementsByTagName("ActiveParticipant").getLength());
        Element patient = (Element)
                xml.getElementsByTagName("ParticipantObjectIdentification").item(1);
        assertEquals("P<1>&", patient.getAttribute("ParticipantObjectID"));
        assertEquals("110104", ((Element) xml.getElementsByTagName("EventID").item(0)).getAttribute("csd-code"));
    }

    @Test
    void keepsControlCharactersOutOfTheLineAndThePatientOutOfToString() {
        AuditMessage message = message("PA\nCS\u0000", "P1");
        assertFalse(message.xml().contains("\n"));
        assertFalse(message.toString().contains("P1"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new AuditMessage(
                        Event.EXPORT, true, Instant.EPOCH, "node", List.of(), "", List.of(), "", Optional.empty()));
    }

    /** A.5.3.10 and A.5.3.5, from the entries of the audit log that is shipped. */
    @Test
    void writesSearchesAndAccessesAndLeavesTheRest() throws Exception {
        HospitalAuditForm form = new HospitalAuditForm("domain-med");
        Document query = parsed(form.of(entry(
                        "patient.search",
                        "search/studies",
                        "{\"parameters\":{\"PatientName\":\"Müller\"},\"results\":2}"))
                .orElseThrow());
        assertEquals("110112", ((Element) query.getElementsByTagName("EventID").item(0)).getAttribute("csd-code"));
        Element object = (Element)
                query.getElementsByTagName("ParticipantObjectIdentification").item(0);
        assertEquals("1.2.840.10008.5.1.4.1.2.2.1", object.getAttribute("ParticipantObjectID"));
        assertEquals(
                "{\"PatientName\":\"Müller\"}",
                new String(
                        Base64.getDecoder()
                                .decode(query.getElementsByTagName("ParticipantObjectQuery")
                                        .item(0)
                                        .getTextContent()),
                        StandardCharsets.UTF_8));
        Document access =
                parsed(form.of(entry("study.read", "study/2.25.7", "{}")).orElseThrow());
        assertEquals("110103", ((Element) access.getElementsByTagName("EventID").item(0)).getAttribute("csd-code"));
        assertEquals(Optional.empty(), form.of(entry("dead-letter.replay", "dead-letter/1", "{}")));
    }

    private static AuditEntry entry(String action, String object, String details) {
        return new AuditEntry(
                1,
                "city-hospital",
                Instant.EPOCH,
                "nina",
                action,
                object,
                "success",
                details,
                "0".repeat(64),
                "1".repeat(64));
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(Reader.of(xml)));
    }

    private static AuditMessage message(String sender, String patient) {
        return new AuditMessage(
                Event.INSTANCES_TRANSFERRED,
                true,
                Instant.parse("2026-01-02T11:00:00Z"),
                "TRIVIUM",
                List.of(
                        new Participant(sender, true, Optional.of(Role.SOURCE), "10.0.0.1"),
                        new Participant("TRIVIUM", false, Optional.of(Role.DESTINATION), "node.local")),
                "2.25.100",
                List.of("1.2.840.10008.5.1.4.1.1.2"),
                patient,
                Optional.empty());
    }
}
