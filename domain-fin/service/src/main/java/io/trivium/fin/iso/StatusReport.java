package io.trivium.fin.iso;

import com.prowidesoftware.swift.model.mx.MxPacs00200110;
import com.prowidesoftware.swift.model.mx.dic.FIToFIPaymentStatusReportV10;
import com.prowidesoftware.swift.model.mx.dic.GroupHeader91;
import com.prowidesoftware.swift.model.mx.dic.OriginalGroupHeader17;
import com.prowidesoftware.swift.model.mx.dic.PaymentTransaction110;
import com.prowidesoftware.swift.model.mx.dic.StatusReason6Choice;
import com.prowidesoftware.swift.model.mx.dic.StatusReasonInformation12;
import io.trivium.fin.authorization.CardNumbers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The answer to credit transfers: a pacs.002.001.10 with one status for each, in the order they came. Thread-safe. */
final class StatusReport {

    private static final int NARRATIVE = 105;
    private static final int REFERENCE = 35;

    /** The token that replaces a reference with a possible card number. */
    private static final Pattern TOKEN = Pattern.compile("ref_[a-z0-9]{1,8}_[a-p]{32}");

    private static final Pattern UETR =
            Pattern.compile("[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}");

    private StatusReport() {}

    /**
     * The result of one transfer.
     *
     * @param status {@code ACCP}, {@code PDNG} or {@code RJCT}
     * @param reason of ISO 20022's external status reasons; null if there is nothing to explain
     * @param detail reason codes of the decision, or the element that was refused
     */
    record Status(String status, @Nullable String reason, List<String> detail) {}

    static String of(Message20022 message, List<Status> statuses, String messageId, Instant now) {
        FIToFIPaymentStatusReportV10 report = new FIToFIPaymentStatusReportV10()
                .setGrpHdr(new GroupHeader91()
                        .setMsgId(messageId)
                        .setCreDtTm(now.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC)));
        report.addOrgnlGrpInfAndSts(new OriginalGroupHeader17()
                .setOrgnlMsgId(shown(message.messageId()))
                .setOrgnlMsgNmId(message.name())
                .setOrgnlNbOfTxs(Integer.toString(message.payments().size()))
                .setGrpSts(group(statuses)));
        for (int i = 0; i < statuses.size(); i++) {
            report.addTxInfAndSts(transaction(message.payments().get(i), statuses.get(i)));
        }
        return new MxPacs00200110().setFIToFIPmtStsRpt(report).message();
    }

    private static PaymentTransaction110 transaction(Payment20022 payment, Status status) {
        PaymentTransaction110 transaction = new PaymentTransaction110()
                .setOrgnlInstrId(orNull(payment.instructionId()))
                .setOrgnlEndToEndId(orNull(payment.endToEndId()))
                .setOrgnlTxId(orNull(payment.transactionId()))
                .setOrgnlUETR(
                        payment.uetr() != null && UETR.matcher(payment.uetr()).matches() ? payment.uetr() : null)
                .setTxSts(status.status());
        if (status.reason() != null) {
            StatusReasonInformation12 reason =
                    new StatusReasonInformation12().setRsn(new StatusReason6Choice().setCd(status.reason()));
            for (String line : status.detail()) {
                reason.addAddtlInf(line.length() > NARRATIVE ? line.substring(0, NARRATIVE) : line);
            }
            transaction.addStsRsnInf(reason);
        }
        return transaction;
    }

    /** One status for all if they agree, else {@code PART}. */
    private static String group(List<Status> statuses) {
        String first = statuses.getFirst().status();
        return statuses.stream().allMatch(each -> each.status().equals(first)) ? first : "PART";
    }

    private static String shown(@Nullable String reference) {
        return reference == null
                        || TOKEN.matcher(reference).matches()
                        || CardNumbers.isIn(reference)
                        || reference.length() > REFERENCE
                ? "NOTPROVIDED"
                : reference;
    }

    private static @Nullable String orNull(@Nullable String reference) {
        return reference == null ? null : shown(reference);
    }
}
