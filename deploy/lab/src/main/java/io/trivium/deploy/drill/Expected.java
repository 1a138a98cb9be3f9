package io.trivium.deploy.drill;

import java.util.List;

/**
 * An alert that a cause must raise.
 *
 * @param page of its runbook, without its ending
 * @param signs the signs that the runbook's section on it names
 */
record Expected(String alert, String page, List<Sign> signs) {}
