package io.trivium.deploy.faults.med;

import io.trivium.deploy.faults.Promise;

/** The guarantees of the hospital's node to senders of images and readers of results. */
enum MedPromise implements Promise {
    /** Given up on. */
    FAILED("revisions-failed"),
    /** Read or refused, but without a result. */
    WITHOUT_RESULT("revisions-without-result"),
    /** Overtaken by a later revision, and a result was made of it. */
    SUPERSEDED("superseded-with-result"),
    /** All images were acknowledged, and the study was never read. */
    UNREAD("studies-unread"),
    /** Read for the last time without some of the acknowledged images. */
    INCOMPLETE("studies-incomplete"),
    /** One object twice in the PACS. */
    TWICE_IN_PACS("results-twice-in-pacs"),
    /** One object made twice. */
    MADE_TWICE("results-made-twice"),
    /** Made, and not in the PACS. */
    NOT_IN_PACS("results-not-in-pacs"),
    /** In the PACS, and the node does not know of it. */
    NEVER_MADE("results-never-made");

    private final String measure;

    MedPromise(String measure) {
        this.measure = measure;
    }

    @Override
    public String measure() {
        return measure;
    }
}
