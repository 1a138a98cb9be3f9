package io.trivium.fin.iso;

import com.prowidesoftware.swift.model.MxNode;
import io.trivium.core.event.EventRuleException;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads customer credit transfers, {@code pacs.008} between banks and {@code pain.001} from a customer, every version of
 * both: what is read has had the same names since the first. Takes what {@link SafeXml} wrote. Pure and thread-safe.
 */
final class Reader20022 {

    static final int MAX_PAYMENTS = 100;
    private static final Pattern NAMESPACE =
            Pattern.compile("xmlns=\"urn:iso:std:iso:20022:tech:xsd:((pacs\\.008|pain\\.001)\\.001\\.[0-9]{2})\"");
    private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9._:-]{1,52}");

    private Reader20022() {}

    static Message20022 read(String safeXml, Instant receivedAt) {
        Matcher namespace = NAMESPACE.matcher(safeXml);
        if (!namespace.find()) {
            throw SafeXml.refusal("Document must have the namespace of a pacs.008.001 or a pain.001.001");
        }
        String name = namespace.group(1);
        boolean betweenBanks = namespace.group(2).equals("pacs.008");
        MxNode root = MxNode.parse(safeXml);
        MxNode document =
                root == null ? null : root.findFirstByName(betweenBanks ? "FIToFICstmrCdtTrf" : "CstmrCdtTrfInitn");
        if (document == null) {
            throw SafeXml.refusal(
                    "Document must have the element " + (betweenBanks ? "FIToFICstmrCdtTrf" : "CstmrCdtTrfInitn"));
        }
        MxNode header = child(document, "GrpHdr");
        String createdAt = text(header, "CreDtTm");
        List<Payment20022> payments = new ArrayList<>();
        for (MxNode group : betweenBanks ? List.of(document) : children(document, "PmtInf")) {
            for (MxNode transfer : children(group, "CdtTrfTxInf")) {
                if (payments.size() == MAX_PAYMENTS) {
                    throw SafeXml.refusal("The message has more than " + MAX_PAYMENTS + " transfers");
                }
                payments.add(payment(betweenBanks, group, transfer, createdAt, receivedAt));
            }
        }
        if (payments.isEmpty()) {
            throw SafeXml.refusal((betweenBanks ? "FIToFICstmrCdtTrf" : "CstmrCdtTrfInitn/PmtInf")
                    + " must have at least one CdtTrfTxInf");
        }
        return new Message20022(name, text(header, "MsgId"), payments);
    }

    private static Payment20022 payment(
            boolean betweenBanks, MxNode group, MxNode transfer, @Nullable String createdAt, Instant receivedAt) {
        MxNode ids = child(transfer, "PmtId");
        String instructionId = text(ids, "InstrId");
        String endToEndId = text(ids, "EndToEndId");
        String transactionId = text(ids, "TxId");
        String uetr = text(ids, "UETR");
        Authorization authorization = null;
        Payment20022.Refusal refusal = null;
        try {
            // The debtor of a pain.001 is given once for all transfers of its group.
            MxNode debtor = betweenBanks ? transfer : group;
            String reference = firstOf(uetr, transactionId, firstOf(instructionId, endToEndId, null));
            String acceptedAt = text(transfer, "AccptncDtTm");
            authorization = new Authorization(
                    authorizationId(
                            betweenBanks ? "pacs008" : "pain001",
                            require("CdtTrfTxInf/PmtId/UETR, TxId, InstrId or EndToEndId", reference, "RF01")),
                    require(
                            (betweenBanks ? "CdtTrfTxInf" : "PmtInf") + "/DbtrAcct",
                            account(child(debtor, "DbtrAcct")),
                            "AC02"),
                    require("CdtTrfTxInf/CdtrAcct", account(child(transfer, "CdtrAcct")), "AC03"),
                    amount(betweenBanks, transfer),
                    require(
                            (betweenBanks ? "CdtTrfTxInf/IntrBkSttlmAmt" : "CdtTrfTxInf/Amt") + "/@Ccy",
                            amountNode(betweenBanks, transfer).getAttribute("Ccy"),
                            "AM03"),
                    time(acceptedAt == null ? createdAt : acceptedAt, receivedAt),
                    null,
                    null,
                    country(transfer),
                    Channel.TRANSFER,
                    null,
                    null,
                    null,
                    account(child(transfer, "CdtrAcct")),
                    null);
        } catch (EventRuleException e) {
            refusal = new Payment20022.Refusal("FF01", inElements(String.valueOf(e.getMessage()), betweenBanks));
        } catch (RefusedException e) {
            refusal = e.refusal;
        }
        return new Payment20022(instructionId, endToEndId, transactionId, uetr, authorization, refusal);
    }

    /** A rule of a field, with the path of the element that the field comes from. */
    private static String inElements(String rule, boolean betweenBanks) {
        int end = rule.indexOf(' ');
        String element = switch (end < 0 ? rule : rule.substring(0, end)) {
            case "authorizationId" -> "CdtTrfTxInf/PmtId";
            case "panToken" -> betweenBanks ? "CdtTrfTxInf/DbtrAcct" : "PmtInf/DbtrAcct";
            case "terminalId", "counterpartyId" -> "CdtTrfTxInf/CdtrAcct";
            case "amount" -> betweenBanks ? "CdtTrfTxInf/IntrBkSttlmAmt" : "CdtTrfTxInf/Amt";
            case "currency" -> (betweenBanks ? "CdtTrfTxInf/IntrBkSttlmAmt" : "CdtTrfTxInf/Amt") + "/@Ccy";
            case "occurredAt" -> "CdtTrfTxInf/AccptncDtTm or GrpHdr/CreDtTm";
            case "country" -> "CdtTrfTxInf/Cdtr/PstlAdr/Ctry";
            default -> "CdtTrfTxInf";
        };
        return end < 0 ? element : element + rule.substring(end);
    }

    private static MxNode amountNode(boolean betweenBanks, MxNode transfer) throws RefusedException {
        MxNode node = betweenBanks ? child(transfer, "IntrBkSttlmAmt") : child(child(transfer, "Amt"), "InstdAmt");
        if (node == null && !betweenBanks) node = child(child(child(transfer, "Amt"), "EqvtAmt"), "Amt");
        if (node == null) {
            throw new RefusedException(
                    "AM12", (betweenBanks ? "CdtTrfTxInf/IntrBkSttlmAmt" : "CdtTrfTxInf/Amt") + " is required");
        }
        return node;
    }

    private static BigDecimal amount(boolean betweenBanks, MxNode transfer) throws RefusedException {
        String value = amountNode(betweenBanks, transfer).getValue();
        try {
            if (value == null || value.strip().length() > 24) throw new NumberFormatException("too long");
            return new BigDecimal(value.strip());
        } catch (NumberFormatException e) {
            throw new RefusedException(
                    "AM12",
                    (betweenBanks ? "CdtTrfTxInf/IntrBkSttlmAmt" : "CdtTrfTxInf/Amt")
                            + " must be a decimal number such as 950.25",
                    e);
        }
    }

    /** ISODateTime; without an offset it is taken as UTC. */
    private static Instant time(@Nullable String text, Instant receivedAt) throws RefusedException {
        if (text == null) return receivedAt;
        try {
            String value = text.strip();
            boolean zoned = value.endsWith("Z") || value.matches(".*[+-][0-9]{2}:[0-9]{2}$");
            return zoned
                    ? OffsetDateTime.parse(value).toInstant()
                    : LocalDateTime.parse(value).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new RefusedException(
                    "DT01",
                    "CdtTrfTxInf/AccptncDtTm or GrpHdr/CreDtTm must be a date-time such as 2026-11-30T21:15:40Z",
                    e);
        }
    }

    /** Returns the country of the creditor's account or else of the creditor's address. */
    private static @Nullable String country(MxNode transfer) {
        MxNode iban = child(child(child(transfer, "CdtrAcct"), "Id"), "IBAN");
        String country = iban == null ? null : iban.getAttribute(SafeXml.COUNTRY);
        return country != null ? country : text(child(child(transfer, "Cdtr"), "PstlAdr"), "Ctry");
    }

    private static @Nullable String account(@Nullable MxNode account) throws RefusedException {
        MxNode id = child(account, "Id");
        for (MxNode named : new MxNode[] {child(id, "IBAN"), child(child(id, "Othr"), "Id")}) {
            String refusal = named == null ? null : named.getAttribute(SafeXml.REFUSAL);
            if (refusal != null) throw new RefusedException("AC01", refusal);
        }
        String iban = text(id, "IBAN");
        return iban != null ? iban : text(child(id, "Othr"), "Id");
    }

    /** References have more characters than our identifiers: others are hashed, so that equal ones stay equal. */
    private static String authorizationId(String kind, String reference) {
        if (PLAIN_ID.matcher(reference).matches()) return kind + ":" + reference;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(reference.getBytes(StandardCharsets.UTF_8));
            return kind + ":sha256-" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    private static String require(String element, @Nullable String value, String code) throws RefusedException {
        if (value == null) throw new RefusedException(code, element + " is required");
        return value;
    }

    private static @Nullable String firstOf(@Nullable String first, @Nullable String second, @Nullable String third) {
        return first != null ? first : second != null ? second : third;
    }

    private static @Nullable MxNode child(@Nullable MxNode node, String name) {
        if (node != null) {
            for (MxNode each : node.getChildren()) {
                if (name.equals(each.getLocalName())) return each;
            }
        }
        return null;
    }

    private static List<MxNode> children(MxNode node, String name) {
        return node.getChildren().stream()
                .filter(each -> name.equals(each.getLocalName()))
                .toList();
    }

    private static @Nullable String text(@Nullable MxNode node, String name) {
        MxNode child = child(node, name);
        String value = child == null ? null : child.getValue();
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Payment20022.Refusal refusal;

        RefusedException(String code, String detail) {
            this(code, detail, null);
        }

        RefusedException(String code, String detail, @Nullable Throwable cause) {
            super(detail, cause);
            this.refusal = new Payment20022.Refusal(code, detail);
        }
    }
}
