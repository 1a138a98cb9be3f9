/** Results on their way to PACS, RIS and others: an outbox for each destination, and proof of what arrived. */
@NullMarked
package io.trivium.med.delivery;

import org.jspecify.annotations.NullMarked;
