package io.trivium.core.web;

import java.util.List;

/**
 * Who is logged in, for a console's masthead.
 *
 * @param tenant the caller's organisation, or {@code *} for a platform service
 * @param service short name of the answering service
 */
public record SessionView(
        String user, String displayName, List<String> roles, String tenant, String service, String version) {}
