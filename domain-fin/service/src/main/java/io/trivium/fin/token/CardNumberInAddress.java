package io.trivium.fin.token;

import io.trivium.core.error.PlatformException;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.CardNumbers;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;

/**
 * Refuses a request whose address has a card number in it, before anything reads it: a number in an address has left the
 * sender's hands, and must not look as if that worked.
 */
@Provider
@PreMatching
class CardNumberInAddress implements ContainerRequestFilter {

    private static final String PARAMETER = "pan";

    @Override
    public void filter(ContainerRequestContext request) {
        URI address = request.getUriInfo().getRequestUri();
        String query = address.getRawQuery();
        boolean asked = request.getUriInfo().getQueryParameters().containsKey(PARAMETER);
        if (asked
                || CardNumbers.standsInAddress(
                        query == null ? address.getRawPath() : address.getRawPath() + '?' + query)) {
            throw new PlatformException(
                    FinErrorCode.ADDRESS_HOLDS_CARD_NUMBER, FinErrorCode.ADDRESS_HOLDS_CARD_NUMBER.meaning());
        }
    }
}
