package io.trivium.med;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;

/** The failures of the hospital domain. */
public enum MedErrorCode implements ErrorCode {
    DESTINATION_NOT_FOUND(
            "destination-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no destination of this name.",
            "Ask GET /v1/destinations for those there are; platform.med.destinations lists them."),
    PEER_NOT_FOUND(
            "dicom-peer-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no DICOM peer of this name.",
            "Ask GET /v1/connection for those there are; platform.med.dicom.peers lists them."),
    OBJECT_NOT_FOUND(
            "dicom-object-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no such study, series, instance or frame.",
            "Check the UIDs; ask GET /dicom-web/studies for what there is."),
    OBJECT_UNREADABLE(
            "dicom-object-unreadable",
            ErrorCategory.CONFLICT,
            "The instance is stored as it came, and its data set cannot be read.",
            "Retrieve the instance as it is, or have its sender correct it."),
    QUERY_INVALID(
            "dicom-query-invalid",
            ErrorCategory.INVALID,
            "A query parameter is none that this service knows, or has a value that cannot be matched.",
            "The detail names the parameter; docs/reference/dicom-conformance.md lists them."),
    STOW_INVALID(
            "stow-body-invalid",
            ErrorCategory.INVALID,
            "The body is not the multipart/related message that STOW-RS is made of.",
            "Send Content-Type: multipart/related; type=\"application/dicom\"; boundary=..., one DICOM file a part."),
    STOW_MEDIA_TYPE(
            "stow-media-type",
            ErrorCategory.INVALID,
            "The instances are offered in a form that this service does not take.",
            "Send application/dicom."),
    STUDY_NOT_FOUND(
            "study-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no such study, or the study no such revision.",
            "Look the study up in the worklist."),
    STUDY_NOT_FAILED(
            "study-not-failed",
            ErrorCategory.CONFLICT,
            "Reading the study was not given up on, so there is nothing to try again.",
            "Load the study again; one that was refused says why, and is read again once a further image comes."),
    STUDY_UNDER_WAY(
            "study-under-way",
            ErrorCategory.CONFLICT,
            "Something of the study is still being read, delivered or committed to, so nothing of it was removed.",
            "Wait until it is read and its results are delivered; a delivery that was given up on holds nothing up."),
    IMAGE_NOT_SHOWN(
            "image-not-shown",
            ErrorCategory.CONFLICT,
            "The images cannot be shown slice by slice here.",
            "The detail says why; open the study in OHIF or in another viewer."),
    WORKLIST_PLACE_INVALID(
            "worklist-place-invalid",
            ErrorCategory.INVALID,
            "The place in the worklist is none that this service gave out.",
            "Begin at the first page."),
    FINDING_NOT_FOUND(
            "finding-not-found",
            ErrorCategory.NOT_FOUND,
            "The study's revision has no such finding.",
            "Load the study again."),
    DECISION_INCOMPLETE(
            "decision-incomplete",
            ErrorCategory.INVALID,
            "Verdict, reason, note and corrected values do not fit each other.",
            "The detail names the field and what belongs there."),
    DECIDED_MEANWHILE(
            "finding-decided-meanwhile",
            ErrorCategory.CONFLICT,
            "Another user decided on the finding since it was shown.",
            "Load the study again, check the other decision, and decide again if necessary."),
    DESTINATION_STATE(
            "destination-state",
            ErrorCategory.CONFLICT,
            "The destination is paused already, or is not paused.",
            "Load the destinations again."),
    WORK_ITEM_INVALID(
            "work-item-invalid",
            ErrorCategory.INVALID,
            "The request about a work item is not one of UPS-RS, or its data set cannot be taken.",
            "The detail says what is wrong; send one data set in application/dicom+json."),
    WORK_ITEM_CONFLICT(
            "work-item-conflict",
            ErrorCategory.CONFLICT,
            "The work item's state, or the Transaction UID it was claimed with, does not allow this.",
            "Retrieve the item; claim it by IN PROGRESS with a Transaction UID, and use that one for all that follows.");

    private final String code;
    private final ErrorCategory category;
    private final String meaning;
    private final String remedy;

    MedErrorCode(String code, ErrorCategory category, String meaning, String remedy) {
        this.code = code;
        this.category = category;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorCategory category() {
        return category;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
