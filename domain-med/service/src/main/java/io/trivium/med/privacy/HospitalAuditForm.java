package io.trivium.med.privacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.audit.AuditEntry;
import io.trivium.core.audit.AuditMessageForm;
import io.trivium.core.config.PlatformConfig;
import io.trivium.med.privacy.AuditMessage.Event;
import io.trivium.med.privacy.AuditMessage.Participant;
import io.trivium.med.privacy.AuditMessage.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** Searches and accesses to studies in the XML of DICOM PS3.15 A.5, for receivers of IHE ATNA. Thread-safe. */
@ApplicationScoped
class HospitalAuditForm implements AuditMessageForm {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STUDY = "study/";

    /** Study Root and Unified Procedure Step information models (PS3.4 C and CC). */
    private static final String STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1";

    private static final String UPS_PULL = "1.2.840.10008.5.1.4.34.6.3";

    private final String service;

    @Inject
    HospitalAuditForm(PlatformConfig platform) {
        this(platform.service().name());
    }

    HospitalAuditForm(String service) {
        this.service = service;
    }

    @Override
    public Optional<String> of(AuditEntry entry) {
        return switch (entry.action()) {
            case PatientSearches.ACTION ->
                Optional.of(message(
                        entry,
                        Event.QUERY,
                        "",
                        Optional.of(new Query(
                                entry.object().endsWith("/workitems") ? UPS_PULL : STUDY_ROOT_FIND,
                                parameters(entry)))));
            case "study.read" ->
                entry.object().startsWith(STUDY)
                        ? Optional.of(message(
                                entry,
                                Event.INSTANCES_ACCESSED,
                                entry.object().substring(STUDY.length()),
                                Optional.empty()))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private String message(AuditEntry entry, Event event, String study, Optional<Query> query) {
        return new AuditMessage(
                        event,
                        entry.outcome().equals("success"),
                        entry.time(),
                        service,
                        List.of(
                                new Participant(entry.actor(), true, Optional.empty(), ""),
                                new Participant(service, false, Optional.of(AuditMessage.Role.DESTINATION), "")),
                        study,
                        List.of(),
                        "",
                        query)
                .xml();
    }

    private static String parameters(AuditEntry entry) {
        try {
            JsonNode details = JSON.readTree(entry.details());
            return details.path("parameters").toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("details of an entry are JSON", e);
        }
    }
}
