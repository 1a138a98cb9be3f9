package io.trivium.fin.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.error.ErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.iso.StatusReport.Status;
import io.trivium.fin.token.Tokenizers;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

/** Everything that leaves as a pacs.002 follows the schema of the part of it that is written, whatever came in. */
class StatusReportSchemaTest {
    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static Schema schema() throws SAXException {
        return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(StatusReportSchemaTest.class.getResource("/iso20022/pacs.002.001.10-subset.xsd"));
    }

    private static String report(String message, List<Status> statuses) throws Exception {
        Message20022 read = Reader20022.read(
                SafeXml.of(message.getBytes(StandardCharsets.UTF_8), TENANT, Tokenizers.tokenizer()), NOW);
        List<Status> all = new ArrayList<>();
        for (int i = 0; i < read.payments().size(); i++) {
            Payment20022.Refusal refusal = read.payments().get(i).refusal();
            all.add(
                    refusal == null
                            ? statuses.get(i % statuses.size())
                            : new Status("RJCT", refusal.code(), List.of(refusal.detail())));
        }
        String report = StatusReport.of(read, all, UUID.randomUUID().toString().replace("-", ""), NOW);
        schema().newValidator().validate(new StreamSource(Reader.of(report)));
        return report;
    }

    @Test
    void everyStatusFollowsTheSchema() throws Exception {
        List<Status> statuses = new ArrayList<>();
        statuses.add(new Status("ACCP", null, List.of()));
        statuses.add(new Status("RJCT", "FR01", List.of("blocked-card", "x".repeat(300))));
        statuses.add(Iso20022Resource.status(Optional.empty()));
        for (ErrorCode code : FinErrorCode.values()) {
            statuses.add(Iso20022Resource.status(new PlatformException(code, code.meaning())));
        }
        for (Status status : statuses) {
            report(Messages.pacs008(), List.of(status));
            report(Messages.pain001(), List.of(status, new Status("ACCP", null, List.of())));
        }
    }

    @Test
    void refusedTransfersAndOddReferencesFollowTheSchema() throws Exception {
        List<Status> accepted = List.of(new Status("ACCP", null, List.of()));
        for (String[] change : new String[][] {
            {"950.25", "x"},
            {"Ccy=\"EUR\"", "Ccy=\"EUX\""},
            {"DE89370400440532013000", "DE00370400440532013000"},
            {"2026-03-01T10:59:30Z", "yesterday"},
            {"E2E-1", "e".repeat(80)},
            {"TX-1", "< > & \u00e9"},
            {"MSG-1", "m".repeat(200)},
            {"<MsgId>MSG-1</MsgId>", ""},
            {"8a562c67-ca16-48ba-b074-65581be6f001", "8A562C67-CA16-48BA-B074-65581BE6F001"},
            {"8a562c67-ca16-48ba-b074-65581be6f001", "not a UUID"},
        }) {
            String replaced = change[1].replace("&", "&amp;").replace("< >", "&lt; &gt;");
            report(Messages.pacs008().replace(change[0], replaced), accepted);
        }
    }

    /** Security M3: a long reference does not refuse its transfer, and what could be a card number in it is not repeated. */
    @Test
    void aLongReferenceBecomesAToken() throws Exception {
        String report = report(
                Messages.pacs008()
                        .replace("E2E-1", "94111111111111111")
                        .replace("Invoice 7", "OCR 00041111111111111119"),
                List.of(new Status("ACCP", null, List.of())));
        assertTrue(report.contains("NOTPROVIDED"), report);
        assertFalse(report.contains("4111111"), report);
        PlatformException refusal = assertThrows(
                PlatformException.class,
                () -> report(
                        Messages.pacs008().replace("E2E-1", "x4111111111111111y"),
                        List.of(new Status("ACCP", null, List.of()))));
        assertEquals(
                "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/PmtId/EndToEndId must not be or contain a card number.",
                refusal.detail());
    }
}
