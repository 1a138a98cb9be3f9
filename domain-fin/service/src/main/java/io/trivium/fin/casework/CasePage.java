package io.trivium.fin.casework;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some cases of a list.
 *
 * @param nextAfter number to pass as {@code after} for the next page; null on the last
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CasePage(
        List<CaseSummaryView> items, @Nullable Long nextAfter) {}
