package io.trivium.deploy.faults.fin;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events as any client of the platform writes them: CloudEvents 1.0 in JSON. Written here once more on purpose, so that
 * the sent data does not depend on the code under test. All values are plain ASCII that needs no escaping.
 */
public final class Wire {
    static final String CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";

    private Wire() {}

    /**
     * An event of {@code fin.authorization.v1}.
     *
     * @param shortest writes 12.5 instead of 12.5000, which is the same content
     */
    static byte[] authorization(Payment payment, boolean shortest) {
        return event(
                payment.tenant(),
                "io.trivium.fin.authorization.requested",
                payment.id(),
                payment.occurredAt().toString(),
                data(payment, shortest));
    }

    /** The payload alone, as {@code POST /v1/authorizations} takes it. */
    public static String data(Payment payment, boolean shortest) {
        BigDecimal amount = BigDecimal.valueOf(payment.amountMinor(), 4);
        StringBuilder data = new StringBuilder("""
                {"authorizationId":"%s","panToken":"%s","terminalId":"%s","amount":%s,"currency":"EUR","occurredAt":"%s\"""".formatted(
                        payment.id(),
                        payment.card(),
                        payment.terminal(),
                        (shortest ? amount.stripTrailingZeros() : amount).toPlainString(),
                        payment.occurredAt()));
        member(data, "deviceId", payment.device());
        member(data, "counterpartyId", payment.counterparty());
        member(data, "country", payment.country());
        return data.append('}').toString();
    }

    private static void member(StringBuilder data, String name, @Nullable String value) {
        if (value != null)
            data.append(",\"").append(name).append("\":\"").append(value).append('"');
    }

    /** An event of {@code learning.label.v1}. */
    static byte[] label(Label label) {
        String data = """
                {"exampleId":"%s","task":"fin-authorization-risk","label":"%s","source":"chargeback","observedAt":"%s"}""".formatted(label.id(), label.fraud() ? "fraud" : "genuine", label.observedAt());
        return event(
                label.tenant(),
                "io.trivium.learning.label.observed",
                label.id(),
                label.observedAt().toString(),
                data);
    }

    private static byte[] event(String tenant, String type, String subject, String time, String data) {
        return """
                {"specversion":"1.0","id":"%s","source":"/faults","type":"%s","subject":"%s","time":"%s",\
                "datacontenttype":"application/json","tenantid":"%s","schemaversion":1,"data":%s}""".formatted(UUID.randomUUID(), type, subject, time, tenant, data)
                .getBytes(StandardCharsets.UTF_8);
    }
}
