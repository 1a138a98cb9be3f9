package io.trivium.industrial.notification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.AlarmView;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.alarm.state.AlarmState;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationMessageTest {
    private static NotificationMessage of(String assetName) {
        return new NotificationMessage(
                new TenantId("demo-plant"),
                "alarm",
                1,
                new AlarmView(
                        UUID.randomUUID(),
                        1,
                        UUID.randomUUID(),
                        assetName,
                        List.of("Hall"),
                        null,
                        "too hot",
                        AlarmKind.LIMIT,
                        null,
                        null,
                        AlarmPriority.HIGH,
                        AlarmState.Shown.NORMAL,
                        true,
                        Instant.EPOCH,
                        null,
                        Instant.EPOCH,
                        null,
                        null,
                        null,
                        "message",
                        null,
                        null,
                        null,
                        1,
                        null,
                        null,
                        null,
                        null,
                        null,
                        0,
                        null,
                        null,
                        null));
    }

    @Test
    void namesPriorityAssetAndCondition() {
        assertEquals("[HIGH] Press 7: too hot", of("Press 7").subject());
    }

    /** OWASP ASVS 5.0, 1.3.11: what a plant calls an asset adds no header, and no text, to a mail. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Press\r\nBcc: evil@evil.example",
                "Press\nBcc: evil@evil.example\n\nanother text",
                "Press\rBcc: evil@evil.example",
                "Press\u0085Bcc: evil@evil.example",
                "Presse 压力\r\nBcc: evil@evil.example",
                "Press\u2028Bcc: evil@evil.example",
            })
    void lineBreaksAddNoHeader(String assetName) throws MessagingException, IOException {
        Session session = Session.getInstance(new Properties());
        MimeMessage mail = new MimeMessage(session);
        mail.setSubject(of(assetName).subject(), StandardCharsets.UTF_8.name());
        mail.setText("text", StandardCharsets.UTF_8.name());
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        mail.writeTo(sent);
        MimeMessage received = new MimeMessage(session, new ByteArrayInputStream(sent.toByteArray()));
        assertNull(received.getHeader("Bcc"));
        assertArrayEquals(
                new String[] {"text"}, received.getContent().toString().split("\\R", -1));
    }
}
