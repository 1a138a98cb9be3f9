package io.trivium.fin.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.trivium.core.error.PlatformException;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.CardNumbers;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses JSON in which a name, a text or an integer has a card number in it, before it becomes objects: notes, labels,
 * rules and reasons are stored for years. Operations that read bytes look for themselves, since they may take {@code pan}.
 * A request that is marked {@link TakesCardNumbers} may have them in its values; its names are checked, because an error
 * message repeats an unknown one.
 */
@Provider
class CardNumberInBody implements ReaderInterceptor {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        MediaType type = context.getMediaType();
        boolean json = type != null && type.getSubtype().endsWith("json");
        Class<?> target = context.getType();
        if (json && target != byte[].class) {
            byte[] body = context.getInputStream().readAllBytes();
            if (holdsCardNumber(body, !target.isAnnotationPresent(TakesCardNumbers.class))) {
                throw new PlatformException(
                        FinErrorCode.TEXT_HOLDS_CARD_NUMBER, FinErrorCode.TEXT_HOLDS_CARD_NUMBER.meaning());
            }
            context.setInputStream(new ByteArrayInputStream(body));
        }
        return context.proceed();
    }

    /** False for what is no JSON as well: its reader says so, and does not repeat it. */
    static boolean holdsCardNumber(byte[] body, boolean inValues) {
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean looked = token == JsonToken.FIELD_NAME
                        || (inValues && (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT));
                if (looked && CardNumbers.isIn(parser.getText())) return true;
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
