package io.trivium.fin.token;

import io.trivium.core.error.PlatformException;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.CardNumbers;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses a request whose address or headers have a card number in them, before anything reads it: a number in an address
 * has left the sender's hands, and must not look as if that worked.
 */
@Provider
@PreMatching
class CardNumberInAddress implements ContainerRequestFilter {

    private static final String PARAMETER = "pan";

    /** Credentials, which are not readable text, and lists of machines' addresses. None of them is stored or logged. */
    private static final Set<String> UNREAD = Set.of("authorization", "cookie", "forwarded", "x-forwarded-for", "via");

    @Override
    public void filter(ContainerRequestContext request) {
        URI address = request.getUriInfo().getRequestUri();
        String query = address.getRawQuery();
        boolean asked = request.getUriInfo().getQueryParameters().containsKey(PARAMETER);
        if (asked
                || CardNumbers.isInAddress(query == null ? address.getRawPath() : address.getRawPath() + '?' + query)) {
            throw new PlatformException(
                    FinErrorCode.ADDRESS_HOLDS_CARD_NUMBER, FinErrorCode.ADDRESS_HOLDS_CARD_NUMBER.meaning());
        }
        request.getHeaders().forEach((name, values) -> {
            if (CardNumbers.isIn(name)
                    || (!UNREAD.contains(name.toLowerCase(Locale.ROOT))
                            && values.stream().anyMatch(CardNumbers::isInAddress))) {
                throw new PlatformException(
                        FinErrorCode.TEXT_HOLDS_CARD_NUMBER,
                        "A header of the request holds what could be a card number; leave it out.");
            }
        });
    }
}
