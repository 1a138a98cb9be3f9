package io.trivium.fin.iso;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pacs.008 or pain.001 as far as it is read.
 *
 * @param name such as {@code pacs.008.001.08}
 * @param messageId of the group header
 */
record Message20022(String name, @Nullable String messageId, List<Payment20022> payments) {}
