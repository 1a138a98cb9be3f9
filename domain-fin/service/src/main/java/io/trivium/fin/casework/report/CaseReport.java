package io.trivium.fin.casework.report;

import io.trivium.fin.casework.CaseView;
import io.trivium.fin.casework.LinksView;
import io.trivium.fin.casework.NormalView;
import io.trivium.fin.casework.SimilarCaseView;
import java.time.Instant;
import java.util.List;

/**
 * A case as it leaves the system, for a report to an authority or for audit: everything on it at this moment. Cards and
 * accounts are named by token only.
 *
 * @param generatedBy user who asked for it
 * @param tenant organisation the case belongs to
 */
public record CaseReport(
        Instant generatedAt,
        String generatedBy,
        String tenant,
        CaseView content,
        NormalView normal,
        LinksView links,
        List<SimilarCaseView> similar) {}
