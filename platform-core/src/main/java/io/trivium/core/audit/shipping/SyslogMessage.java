package io.trivium.core.audit.shipping;

import io.trivium.core.audit.AuditEntry;
import io.trivium.core.audit.AuditMessageForm;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * An entry as a syslog message (RFC 5424): facility 13 (log audit), severity 5 for success and 4 otherwise, the service as APP-NAME,
 * and structured data with which a receiver finds gaps, duplicates and altered entries.
 *
 * @param hostname of this host
 * @param service APP-NAME
 * @param structuredDataId SD-ID, such as {@code trivium@32473}
 * @param form another form of the content than JSON; empty where an entry has none
 */
record SyslogMessage(String hostname, String service, String structuredDataId, Optional<AuditMessageForm> form) {
    private static final int LOG_AUDIT = 13 * 8;
    private static final int NOTICE = 5;
    private static final int WARNING = 4;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** The message, with the length and the space in front of it that RFC 5425 section 4.3 requires. */
    byte[] frame(AuditEntry entry) {
        byte[] message = text(entry).getBytes(StandardCharsets.UTF_8);
        byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[length.length + message.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(message, 0, frame, length.length, message.length);
        return frame;
    }

    private String text(AuditEntry entry) {
        Optional<String> other = form.flatMap(each -> each.of(entry));
        int priority = LOG_AUDIT + (entry.outcome().equals("success") ? NOTICE : WARNING);
        return "<" + priority + ">1 " + DateTimeFormatter.ISO_INSTANT.format(entry.time()) + " "
                + name(hostname, 255) + " " + name(service, 48) + " - "
                + (other.isPresent() ? "DICOM+RFC3881" : "audit") + " [" + structuredDataId
                + parameter("seq", Long.toString(entry.seq()))
                + parameter("prevHash", entry.prevHash())
                + parameter("hash", entry.hash())
                + parameter("tenant", entry.tenant())
                + parameter("actor", entry.actor())
                + parameter("action", entry.action())
                + parameter("outcome", entry.outcome())
                + "] " + BYTE_ORDER_MARK + other.orElseGet(entry::exportLine);
    }

    /** RFC 5424 section 6.3.3: three characters are escaped. Line ends would end a message in files of receivers. */
    private static String parameter(String name, String value) {
        StringBuilder escaped = new StringBuilder(" ").append(name).append("=\"");
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\' || c == ']') escaped.append('\\');
            escaped.append(c < 0x20 || c == 0x7F ? '?' : (char) c);
        });
        return escaped.append('"').toString();
    }

    /** Printable ASCII, as header fields need. */
    private static String name(String text, int limit) {
        String printable = text.replaceAll("[^!-~]", "_");
        return printable.isEmpty() ? "-" : printable.substring(0, Math.min(limit, printable.length()));
    }
}
