package io.trivium.fin.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.prowidesoftware.swift.model.mx.MxPacs00200110;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.iso.StatusReport.Status;
import io.trivium.fin.token.Tokenizers;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Iso20022Test {

    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static Message20022 read(String xml) {
        return Reader20022.read(SafeXml.of(xml.getBytes(StandardCharsets.UTF_8), TENANT, Tokenizers.tokenizer()), NOW);
    }

    private static Authorization only(String xml) {
        List<Payment20022> payments = read(xml).payments();
        assertEquals(1, payments.size());
        return Objects.requireNonNull(
                payments.getFirst().authorization(),
                () -> "" + payments.getFirst().refusal());
    }

    private static Payment20022.Refusal refusal(String xml) {
        return Objects.requireNonNull(read(xml).payments().getFirst().refusal());
    }

    private static String account(String number) {
        return Tokenizers.tokenizer().account(TENANT, number.toCharArray(), false, "test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "02", "08", "10", "13"})
    void readsACreditTransferBetweenBanksOfEveryVersion(String version) {
        Message20022 message = read(Messages.pacs008().replace("pacs.008.001.08", "pacs.008.001." + version));
        assertEquals("pacs.008.001." + version, message.name());
        assertEquals("MSG-1", message.messageId());
        Payment20022 payment = message.payments().getFirst();
        assertEquals("E2E-1", payment.endToEndId());
        assertEquals("8a562c67-ca16-48ba-b074-65581be6f001", payment.uetr());
        Authorization authorization = Objects.requireNonNull(payment.authorization());
        assertEquals("pacs008:8a562c67-ca16-48ba-b074-65581be6f001", authorization.authorizationId());
        assertEquals(account("DE89370400440532013000"), authorization.panToken());
        assertEquals(account("FR1420041010050500013M02606"), authorization.counterpartyId());
        assertEquals(authorization.counterpartyId(), authorization.terminalId());
        assertEquals(new BigDecimal("950.25"), authorization.amount());
        assertEquals("EUR", authorization.currency());
        assertEquals(Instant.parse("2026-03-01T10:59:30Z"), authorization.occurredAt());
        assertEquals("FR", authorization.country());
        assertEquals(Channel.TRANSFER, authorization.channel());
    }

    @Test
    void readsEveryTransferOfAnInitiationWithTheDebtorOfItsGroup() {
        Message20022 message = read(Messages.pain001());
        assertEquals("pain.001.001.09", message.name());
        assertEquals(2, message.payments().size());
        Authorization first = Objects.requireNonNull(message.payments().get(0).authorization());
        Authorization second = Objects.requireNonNull(message.payments().get(1).authorization());
        assertEquals(first.panToken(), second.panToken());
        assertEquals("pain001:INSTR-1", first.authorizationId());
        assertTrue(second.authorizationId().startsWith("pain001:sha256-"), second.authorizationId());
        assertEquals("USD", second.currency());
        assertEquals("GB", second.country());
        assertEquals(Instant.parse("2026-03-01T11:00:00Z"), first.occurredAt());
    }

    @Test
    void anAccountThatIsACardNumberBecomesTheCardsToken() {
        String xml = Messages.pacs008()
                .replace("<IBAN>DE89370400440532013000</IBAN>", "<Othr><Id>4111111111111111</Id></Othr>");
        assertEquals(
                Tokenizers.tokenizer().card(TENANT, "4111111111111111".toCharArray()),
                only(xml).panToken());
    }

    @Test
    void nothingButTokensIsLeftOfAccounts() {
        String safe = SafeXml.of(Messages.pacs008().getBytes(StandardCharsets.UTF_8), TENANT, Tokenizers.tokenizer());
        assertFalse(safe.contains("370400440532013000"), safe);
        assertFalse(safe.contains("20041010050500013"), safe);
        assertFalse(safe.contains("a comment"), safe);
    }

    @ParameterizedTest
    @CsvSource({
        "'<IntrBkSttlmAmt Ccy=\"EUR\">950.25</IntrBkSttlmAmt>','',AM12,CdtTrfTxInf/IntrBkSttlmAmt is required",
        "'950.25','12,50',AM12,CdtTrfTxInf/IntrBkSttlmAmt must be a decimal number such as 950.25",
        "'950.25','1e999999999',FF01,'CdtTrfTxInf/IntrBkSttlmAmt must lie in [0, 10^12) and have at most 4 decimals'",
        "'950.25','-1',FF01,CdtTrfTxInf/IntrBkSttlmAmt must not be negative",
        "'Ccy=\"EUR\"','Ccy=\"EUX\"',FF01,CdtTrfTxInf/IntrBkSttlmAmt/@Ccy must be an ISO 4217 code",
        "'Ccy=\"EUR\"','',AM03,CdtTrfTxInf/IntrBkSttlmAmt/@Ccy is required",
        "'<IBAN>DE89370400440532013000</IBAN>','',AC02,CdtTrfTxInf/DbtrAcct is required",
        "'DE89370400440532013000','DE88370400440532013000',AC01,DbtrAcct/IBAN must be an IBAN: its check digits are wrong",
        "'2026-03-01T10:59:30Z','yesterday',DT01,CdtTrfTxInf/AccptncDtTm or GrpHdr/CreDtTm must be a date-time such as 2026-11-30T21:15:40Z",
    })
    void refusesATransferWithAReasonAndTheElement(String part, String replacement, String code, String detail) {
        Payment20022.Refusal refusal = refusal(Messages.pacs008().replace(part, replacement));
        assertEquals(code, refusal.code());
        assertEquals(detail, refusal.detail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>",
                "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/x.dtd\"><a/>",
                "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><a>&c;</a>",
                "<a>&e;</a>",
                "<a><b></a>",
                "not xml",
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"/>",
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"/>",
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf/></Document>",
            })
    void refusesWhatIsNoPaymentOrDangerous(String xml) {
        PlatformException refusal = assertThrows(PlatformException.class, () -> read(xml));
        assertEquals(FinErrorCode.ISO_MESSAGE_INVALID, refusal.code());
    }

    @Test
    void refusesMoreDepthElementsOrBytesThanAPaymentNeeds() {
        assertThrows(PlatformException.class, () -> read("<a>".repeat(25) + "</a>".repeat(25)));
        assertThrows(PlatformException.class, () -> read("<a>" + "<b/>".repeat(20_000) + "</a>"));
        assertThrows(PlatformException.class, () -> read("<a>" + " ".repeat(SafeXml.MAX_BYTES) + "</a>"));
    }

    @ParameterizedTest
    @CsvSource({"MSG-1,MsgId", "E2E-1,EndToEndId", "Invoice 7,Ustrd", "Debtor Ltd,Nm"})
    void aCardNumberAnywhereElseIsRefusedByElement(String part, String element) {
        PlatformException refusal = assertThrows(
                PlatformException.class, () -> read(Messages.pacs008().replace(part, "ref 4111-1111-1111-1111")));
        assertTrue(
                refusal.detail().startsWith("Document/FIToFICstmrCdtTrf/")
                        && refusal.detail().endsWith("/" + element + " must not be or contain a card number."),
                refusal.detail());
    }

    @ParameterizedTest
    @CsvSource({
        "Debtor Ltd,41111111<!-- x -->11111111,Nm",
        "Debtor Ltd,41111111<?x y?>11111111,Nm",
        "DE89370400440532013000,DE89<!-- x -->370400440532013000,IBAN",
        "DE89370400440532013000,12<b/>DE89,IBAN"
    })
    void aTextInPiecesIsRefusedByElement(String part, String pieces, String element) {
        PlatformException refusal = assertThrows(
                PlatformException.class, () -> read(Messages.pacs008().replace(part, pieces)));
        assertTrue(refusal.detail().contains("/" + element + " must hold its text in one piece"), refusal.detail());
    }

    @Test
    void answersWithOneStatusForEachTransfer() {
        Message20022 message = read(Messages.pain001());
        String xml = StatusReport.of(
                message,
                List.of(
                        new Status("ACCP", null, List.of()),
                        new Status("RJCT", "FR01", List.of("score-at-or-above-decline"))),
                "ANSWER-1",
                NOW);
        MxPacs00200110 answer = MxPacs00200110.parse(xml);
        assertNotNull(answer);
        var report = answer.getFIToFIPmtStsRpt();
        assertEquals("MSG-2", report.getOrgnlGrpInfAndSts().getFirst().getOrgnlMsgId());
        assertEquals("pain.001.001.09", report.getOrgnlGrpInfAndSts().getFirst().getOrgnlMsgNmId());
        assertEquals("PART", report.getOrgnlGrpInfAndSts().getFirst().getGrpSts());
        assertEquals("ACCP", report.getTxInfAndSts().get(0).getTxSts());
        assertEquals("INSTR-1", report.getTxInfAndSts().get(0).getOrgnlInstrId());
        var rejected = report.getTxInfAndSts().get(1);
        assertEquals("RJCT", rejected.getTxSts());
        assertEquals("FR01", rejected.getStsRsnInf().getFirst().getRsn().getCd());
        assertEquals(
                List.of("score-at-or-above-decline"),
                rejected.getStsRsnInf().getFirst().getAddtlInf());
    }
}
