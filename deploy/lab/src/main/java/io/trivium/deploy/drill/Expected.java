package io.trivium.deploy.drill;

import java.util.List;

/**
 * An alert that a cause must raise.
 *
 * @param page of its runbook, without its ending
 * @param signs what the runbook's part on it tells to look at
 */
record Expected(String alert, String page, List<Sign> signs) {}
