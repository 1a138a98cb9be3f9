/**
 * Training of one network by several sites that keep their rows: each takes steps of its own from common weights, and only
 * the difference leaves the site (DiLoCo: Douillard et al., arXiv 2311.08105). There is no coordinator: every site has every
 * difference and takes the same outer step.
 */
@NullMarked
package io.trivium.runtime.training.federation;

import org.jspecify.annotations.NullMarked;
