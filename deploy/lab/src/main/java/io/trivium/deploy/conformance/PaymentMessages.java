package io.trivium.deploy.conformance;

import io.trivium.deploy.standalone.Installation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.dom.DOMSource;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** ISO 8583 requests and ISO 20022 transfers, and the form of what is answered. */
final class PaymentMessages implements Check {
    private static final String BANK = "demo-bank";
    private static final int MESSAGES = 10;
    private static final Set<String> ACTION_CODES = Set.of("00", "01", "59", "91");
    private static final Set<String> STATES = Set.of("ACCP", "PDNG", "RJCT");

    /** The elements of a pacs.002.001.10 that are written, with the types of the message definition. */
    private static final String SCHEMA = "domain-fin/service/src/test/resources/iso20022/pacs.002.001.10-subset.xsd";

    private static final DateTimeFormatter SENT =
            DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String protocol;

    /** @param protocol iso8583 or iso20022 */
    PaymentMessages(String protocol) {
        this.protocol = protocol;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public String name() {
        return protocol.equals("iso8583")
                ? "0100 and 0200 are answered with 0110 and 0210; what is neither is refused"
                : "pacs.008 is answered with pacs.002; what is no message is refused";
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        Cases cases = new Cases();
        for (int i = 0; i < MESSAGES; i++) {
            if (protocol.equals("iso8583")) authorization(target, cases, i % 2 == 0 ? "0100" : "0200", i);
            else transfer(target, cases);
        }
        String path = "/v1/" + protocol;
        for (String wrong : new String[] {"", "nonsense", "0500822000000000000004000000000000001130101500000001301"}) {
            HttpResponse<String> answer = post(target, path, wrong);
            cases.require(
                    answer.statusCode() == 400
                            && answer.headers()
                                    .firstValue("Content-Type")
                                    .orElse("")
                                    .startsWith("application/problem+json"),
                    "'" + wrong + "' is answered " + answer.statusCode());
        }
        return cases.judgedBy(
                protocol.equals("iso8583") ? "built in, ISO 8583:1987" : "JDK's validator, pacs.002.001.10");
    }

    private HttpResponse<String> post(Target target, String path, String body)
            throws IOException, InterruptedException {
        return target.http()
                .send(
                        target.request(BANK, target.address("domain-fin", path))
                                .header(
                                        "Content-Type",
                                        protocol.equals("iso8583") ? "application/octet-stream" : "application/xml")
                                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private void authorization(Target target, Cases cases, String type, int number)
            throws IOException, InterruptedException {
        long bitmap = 0;
        for (int element : new int[] {2, 3, 4, 7, 11, 18, 22, 25, 32, 37, 41, 42, 43, 49}) {
            bitmap |= 1L << (64 - element);
        }
        // A test number of a card scheme (PAN of 16 digits with a valid check digit).
        String message =
                type + String.format(Locale.ROOT, "%016X", bitmap) + "164111111111111111" + "000000" + "000000001250"
                        + SENT.format(Instant.now())
                        + String.format(Locale.ROOT, "%06d", (System.nanoTime() / 1000 + number) % 1_000_000) + "5411"
                        + "051" + "00"
                        + "06123456"
                        + String.format(Locale.ROOT, "%012d", System.nanoTime() % 1_000_000_000_000L) + "T0000017"
                        + "MERCHANT0000009" + String.format(Locale.ROOT, "%-38s", "CORNER SHOP             BERLIN")
                        + "DE" + "978";
        HttpResponse<String> answer = post(target, "/v1/iso8583", message);
        String expected = type.equals("0100") ? "0110" : "0210";
        cases.require(
                answer.statusCode() == 200
                        && answer.body().startsWith(expected)
                        && ACTION_CODES.stream().anyMatch(answer.body()::contains),
                type + " is answered " + answer.statusCode() + " "
                        + answer.body().substring(0, Math.min(4, answer.body().length())));
        cases.require(
                !answer.body().contains("4111111111111111"), "the answer to a " + type + " holds the card number");
    }

    private void transfer(Target target, Cases cases) throws IOException, InterruptedException {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String body = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf>
             <GrpHdr><MsgId>CONFORMANCE</MsgId><CreDtTm>%1$s</CreDtTm><NbOfTxs>1</NbOfTxs>
              <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
             <CdtTrfTxInf><PmtId><EndToEndId>E2E-1</EndToEndId><TxId>TX-1</TxId><UETR>%2$s</UETR></PmtId>
              <IntrBkSttlmAmt Ccy="EUR">950.25</IntrBkSttlmAmt><AccptncDtTm>%1$s</AccptncDtTm><ChrgBr>SLEV</ChrgBr>
              <DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>
              <CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct></CdtTrfTxInf>
            </FIToFICstmrCdtTrf></Document>
            """.formatted(now, UUID.randomUUID());
        HttpResponse<String> answer = post(target, "/v1/iso20022", body);
        cases.require(answer.statusCode() == 200, "pacs.008 is answered " + answer.statusCode());
        if (answer.statusCode() != 200) return;
        try {
            Document document = parse(answer.body());
            SchemaFactory.newDefaultInstance()
                    .newSchema(Installation.current().root().resolve(SCHEMA).toFile())
                    .newValidator()
                    .validate(new DOMSource(document));
            cases.require(
                    "urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10"
                            .equals(document.getDocumentElement().getNamespaceURI()),
                    "the answer is no pacs.002.001.10");
            var states = document.getElementsByTagNameNS("*", "TxSts");
            cases.require(
                    states.getLength() == 1 && STATES.contains(states.item(0).getTextContent()),
                    "the answer has no state of the transfer");
        } catch (SAXException e) {
            cases.require(false, "the answer does not follow the schema: " + e.getMessage());
        }
    }

    private static Document parse(String xml) throws IOException, SAXException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK has an XML parser", e);
        }
    }
}
