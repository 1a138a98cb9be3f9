package io.trivium.runtime;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;
import java.util.Locale;

/** The error codes of the model runtime. */
public enum RuntimeErrorCode implements ErrorCode {
    MODEL_NOT_FOUND(ErrorCategory.NOT_FOUND),
    MODEL_VERSION_NOT_FOUND(ErrorCategory.NOT_FOUND),
    EXPERT_NOT_FOUND(ErrorCategory.NOT_FOUND),
    /** The model is known, but no version of it serves. */
    MODEL_NOT_READY(ErrorCategory.OVERLOADED),
    INFERENCE_REQUEST_INVALID(ErrorCategory.INVALID),
    INFERENCE_REQUEST_TOO_LARGE(ErrorCategory.INVALID),
    INFERENCE_QUEUE_FULL(ErrorCategory.OVERLOADED),
    INFERENCE_DEADLINE_EXCEEDED(ErrorCategory.UPSTREAM),
    MODEL_FAILED(ErrorCategory.INTERNAL),
    MODEL_OUTPUT_NOT_FINITE(ErrorCategory.INTERNAL),
    MODEL_PACK_INVALID(ErrorCategory.INVALID),
    MODEL_PACK_TOO_LARGE(ErrorCategory.INVALID),
    /** The sender is slower than an upload may be. */
    MODEL_UPLOAD_TOO_SLOW(ErrorCategory.INVALID),
    /** As many packs as may be are uploaded, on trial or loaded now, or another replica changes the stored ones. */
    MODEL_REGISTRY_BUSY(ErrorCategory.OVERLOADED),
    /** The version is in use, or was until lately. */
    MODEL_VERSION_NEEDED(ErrorCategory.CONFLICT),
    /** The version exists with other content. */
    MODEL_VERSION_CONFLICT(ErrorCategory.CONFLICT),
    /** The version answers unversioned requests and has no successor. */
    MODEL_VERSION_SERVING(ErrorCategory.CONFLICT),
    /** The alias names no version. */
    MODEL_ALIAS_NOT_FOUND(ErrorCategory.NOT_FOUND),
    /** The alias named no version before. */
    MODEL_ALIAS_NO_PREVIOUS(ErrorCategory.CONFLICT),
    /** Unversioned requests are routed to the champion, so there must be one. */
    MODEL_ALIAS_REQUIRED(ErrorCategory.CONFLICT),
    /** Another user changed the alias at the same time. */
    MODEL_ALIAS_CHANGED(ErrorCategory.CONFLICT),
    /** The version's figures do not keep the limits of its specification. */
    MODEL_GATE_FAILED(ErrorCategory.CONFLICT),
    /** The model is of a high-risk task: a person other than the one who registered or proposed the version decides. */
    SECOND_PERSON_NEEDED(ErrorCategory.FORBIDDEN),
    /** No version is proposed as champion, or another one. */
    MODEL_PROPOSAL_NOT_FOUND(ErrorCategory.NOT_FOUND),
    PACK_KEY_NOT_FOUND(ErrorCategory.NOT_FOUND),
    /** The text is no public Ed25519 key in PEM form. */
    PACK_KEY_INVALID(ErrorCategory.INVALID),
    /** The name, or the key, is trusted already. */
    PACK_KEY_TRUSTED(ErrorCategory.CONFLICT),
    /** The pieces are another organisation's own. */
    EXPERT_PIECES_OF_TENANT(ErrorCategory.FORBIDDEN),
    /** The version learned from one tenant's data alone and is not for others. */
    MODEL_VERSION_OF_TENANT(ErrorCategory.CONFLICT),
    /** The registry decides which versions are loaded, not the inference protocol. */
    MODEL_CONTROL_BY_REGISTRY(ErrorCategory.FORBIDDEN),
    LEARNING_EXAMPLE_NOT_FOUND(ErrorCategory.NOT_FOUND),
    LEARNING_TASK_NOT_FOUND(ErrorCategory.NOT_FOUND),
    LEARNING_MANIFEST_NOT_FOUND(ErrorCategory.NOT_FOUND),
    LEARNING_ERASURE_NOT_FOUND(ErrorCategory.NOT_FOUND),
    /** The times or shares of a data set contradict each other. */
    LEARNING_MANIFEST_INVALID(ErrorCategory.INVALID),
    /** No example has a label that may be used, or none is left after the split. */
    LEARNING_MANIFEST_EMPTY(ErrorCategory.CONFLICT),
    /** More entries than a manifest may have. */
    LEARNING_MANIFEST_TOO_LARGE(ErrorCategory.CONFLICT),
    /** Nothing to compare the manifest with. */
    LEARNING_MANIFEST_NO_PREVIOUS(ErrorCategory.CONFLICT),
    LEARNING_UPDATE_NOT_FOUND(ErrorCategory.NOT_FOUND),
    /** The task has an update that is not over. */
    LEARNING_UPDATE_RUNNING(ErrorCategory.CONFLICT),
    /** The update's end cannot be changed any more. */
    LEARNING_UPDATE_OVER(ErrorCategory.CONFLICT),
    LEARNING_RELEASE_NOT_FOUND(ErrorCategory.NOT_FOUND),
    /** The release is not in a state in which this can be done. */
    LEARNING_RELEASE_STATE(ErrorCategory.CONFLICT),
    /** No key is configured with which the record of a release could be signed. */
    LEARNING_RECORD_UNSIGNED(ErrorCategory.CONFLICT),
    /** Another user, or an alarm, moved the release at the same time. */
    LEARNING_RELEASE_CHANGED(ErrorCategory.CONFLICT),
    /**
     * The task is of high risk, and the approver must be a different person from the one who made or offered the
     * version.
     */
    LEARNING_RELEASE_FOUR_EYES(ErrorCategory.FORBIDDEN),
    /** The task's champion is to stay. */
    LEARNING_TASK_PINNED(ErrorCategory.CONFLICT),
    LEARNING_PIN_NOT_FOUND(ErrorCategory.NOT_FOUND),
    /** Only a champion is pinned. */
    LEARNING_PIN_NOT_CHAMPION(ErrorCategory.CONFLICT),
    LEARNING_VARIANT_NOT_FOUND(ErrorCategory.NOT_FOUND),
    /** The variant is not in service any more. */
    LEARNING_VARIANT_OVER(ErrorCategory.CONFLICT),
    /** The variant cannot be installed in its present state, or in that of the serving model. */
    LEARNING_VARIANT_UNFIT(ErrorCategory.CONFLICT),
    LEARNING_SUSPICION_NOT_FOUND(ErrorCategory.NOT_FOUND),
    /** A reviewer has decided already, possibly another reviewer at the same time. */
    LEARNING_SUSPICION_DECIDED(ErrorCategory.CONFLICT),
    /** The task has no such label. */
    LEARNING_LABEL_UNKNOWN(ErrorCategory.INVALID);

    private final ErrorCategory category;

    RuntimeErrorCode(ErrorCategory category) {
        this.category = category;
    }

    @Override
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public ErrorCategory category() {
        return category;
    }
}
