package io.trivium.fin.casework.report;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.CaseView;
import io.trivium.fin.casework.LinksView;
import io.trivium.fin.casework.NormalView;
import io.trivium.fin.casework.SimilarCaseView;
import java.time.Instant;
import java.util.List;

/**
 * A case as it is exported, for a report to an authority or for audit: all its data at this time. Cards and accounts
 * are named by token only.
 *
 * @param generatedBy user who requested it
 * @param tenant organisation that owns the case
 */
public record CaseReport(
        Instant generatedAt,
        String generatedBy,
        TenantId tenant,
        CaseView content,
        NormalView normal,
        LinksView links,
        List<SimilarCaseView> similar) {}
