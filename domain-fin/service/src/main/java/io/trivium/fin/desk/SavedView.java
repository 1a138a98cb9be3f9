package io.trivium.fin.desk;

import java.time.Instant;
import java.util.UUID;

/**
 * Filters and sort order of a list that a user has given a name.
 *
 * @param page queue or history
 * @param query the parameters of the page's address
 */
public record SavedView(UUID viewId, String page, String name, String query, Instant savedAt) {}
