package io.trivium.fin.iso;

/** Messages to test with; the accounts are the examples of the IBAN registry. */
public final class Messages {

    private Messages() {}

    /** One transfer of EUR 950.25 from DE89… to FR14…, accepted at 2026-03-01T10:59:30Z. */
    public static String pacs008() {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- a comment -->
                <p:Document xmlns:p="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08">
                 <p:FIToFICstmrCdtTrf>
                  <p:GrpHdr><p:MsgId>MSG-1</p:MsgId><p:CreDtTm>2026-03-01T11:00:00Z</p:CreDtTm><p:NbOfTxs>1</p:NbOfTxs>
                   <p:SttlmInf><p:SttlmMtd>CLRG</p:SttlmMtd></p:SttlmInf></p:GrpHdr>
                  <p:CdtTrfTxInf>
                   <p:PmtId><p:EndToEndId>E2E-1</p:EndToEndId><p:TxId>TX-1</p:TxId>
                    <p:UETR>8a562c67-ca16-48ba-b074-65581be6f001</p:UETR></p:PmtId>
                   <p:IntrBkSttlmAmt Ccy="EUR">950.25</p:IntrBkSttlmAmt>
                   <p:AccptncDtTm>2026-03-01T10:59:30Z</p:AccptncDtTm>
                   <p:ChrgBr>SLEV</p:ChrgBr>
                   <p:Dbtr><p:Nm>Debtor Ltd</p:Nm></p:Dbtr>
                   <p:DbtrAcct><p:Id><p:IBAN>DE89370400440532013000</p:IBAN></p:Id></p:DbtrAcct>
                   <p:DbtrAgt><p:FinInstnId><p:BICFI>COBADEFFXXX</p:BICFI></p:FinInstnId></p:DbtrAgt>
                   <p:CdtrAgt><p:FinInstnId><p:BICFI>BNPAFRPPXXX</p:BICFI></p:FinInstnId></p:CdtrAgt>
                   <p:Cdtr><p:Nm>Creditor SA</p:Nm></p:Cdtr>
                   <p:CdtrAcct><p:Id><p:IBAN>FR14 2004 1010 0505 0001 3M02 606</p:IBAN></p:Id></p:CdtrAcct>
                   <p:RmtInf><p:Ustrd>Invoice 7</p:Ustrd></p:RmtInf>
                  </p:CdtTrfTxInf>
                 </p:FIToFICstmrCdtTrf>
                </p:Document>
                """.replace("p:", "").replace("xmlns:p", "xmlns").strip();
    }

    /** Two transfers from one account: EUR to FR14…, and USD to an account without an IBAN in Great Britain. */
    public static String pain001() {
        return """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
                 <CstmrCdtTrfInitn>
                  <GrpHdr><MsgId>MSG-2</MsgId><CreDtTm>2026-03-01T11:00:00</CreDtTm><NbOfTxs>2</NbOfTxs></GrpHdr>
                  <PmtInf><PmtInfId>P-1</PmtInfId><PmtMtd>TRF</PmtMtd>
                   <DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>
                   <CdtTrfTxInf><PmtId><InstrId>INSTR-1</InstrId><EndToEndId>E2E-1</EndToEndId></PmtId>
                    <Amt><InstdAmt Ccy="EUR">10</InstdAmt></Amt>
                    <CdtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></CdtrAcct></CdtTrfTxInf>
                   <CdtTrfTxInf><PmtId><EndToEndId>E2E/2 with spaces</EndToEndId></PmtId>
                    <Amt><EqvtAmt><Amt Ccy="USD">20.5</Amt><CcyOfTrf>GBP</CcyOfTrf></EqvtAmt></Amt>
                    <Cdtr><Nm>Creditor</Nm><PstlAdr><Ctry>GB</Ctry></PstlAdr></Cdtr>
                    <CdtrAcct><Id><Othr><Id>123-456</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>
                  </PmtInf>
                 </CstmrCdtTrfInitn>
                </Document>
                """.strip();
    }

    /** A 0100 of 12.50 in EUR over the chip at terminal T0000017, sent at 03-01 11:59:58 UTC. */
    public static String authorization8583(String pan, String monthToSecond) {
        return authorization8583("%02d%s".formatted(pan.length(), pan), "", monthToSecond);
    }

    /** As above with the card number on track 2 alone. */
    public static String track2(String pan, String monthToSecond) {
        String track = pan + "=30122010000000000000";
        return authorization8583("", "%02d%s".formatted(track.length(), track), monthToSecond);
    }

    private static String authorization8583(String element2, String element35, String monthToSecond) {
        long bitmap = 0;
        for (int element : new int[] {3, 4, 7, 11, 18, 22, 25, 32, 37, 41, 42, 43, 49}) bitmap |= 1L << (64 - element);
        bitmap |= element2.isEmpty() ? 0 : 1L << 62;
        bitmap |= element35.isEmpty() ? 0 : 1L << 29;
        return "0100" + "%016X".formatted(bitmap)
                + element2 + "000000" + "000000001250" + monthToSecond + "004711" + "5411" + "051" + "00"
                + "06123456" + element35 + "606011004711" + "T0000017" + "MERCHANT0000009"
                + "%-38s".formatted("CORNER SHOP             BERLIN") + "DE" + "978";
    }

    /**
     * A reversal of the authorization above.
     *
     * @param type 0400, 0401, 0420 or 0421
     * @param sent of the reversal itself, as MMDDhhmmss
     * @param left first twelve digits of data element 95; empty for none
     */
    public static String reversal8583(
            String type, String pan, String sent, String originalNumber, String originalSent, String left) {
        long first = 1L << 63;
        for (int element : new int[] {2, 3, 4, 7, 11, 32, 37, 41, 42, 49}) first |= 1L << (64 - element);
        long second = 1L << (128 - 90) | (left.isEmpty() ? 0 : 1L << (128 - 95));
        return type + "%016X%016X".formatted(first, second)
                + "%02d%s".formatted(pan.length(), pan) + "000000" + "000000001250" + sent + "004799" + "06123456"
                + "606011004711" + "T0000017" + "MERCHANT0000009" + "978"
                + "0100" + originalNumber + originalSent + "00000123456" + "00000000000"
                + (left.isEmpty() ? "" : left + "0".repeat(30));
    }

    /** A 0800: sign-on with 001, sign-off with 002, echo with 301. */
    public static String network8583(String sent, String number, String code) {
        return "0800" + "%016X%016X".formatted(1L << 63 | 1L << (64 - 7) | 1L << (64 - 11), 1L << (128 - 70)) + sent
                + number + code;
    }
}
