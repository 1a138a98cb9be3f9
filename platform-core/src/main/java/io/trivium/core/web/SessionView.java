package io.trivium.core.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The signed-in user, for a console's masthead and for the page that refuses access.
 *
 * @param tenant the organisation that the request acts for, {@code *} for a platform service, or null when the access
 *     token names none that is served here
 * @param organisations those that the caller may choose from here, in the token's order
 * @param frontPage address of the platform's console, or null if none is configured
 * @param service short name of the answering service
 */
public record SessionView(
        String user,
        String displayName,
        List<String> roles,
        @Nullable String tenant,
        List<String> organisations,
        @Nullable String frontPage,
        String service,
        String version) {}
