/** Functions for analysts in addition to the queue: search, pages of customers, cards and merchants, saved views. */
@NullMarked
package io.trivium.fin.desk;

import org.jspecify.annotations.NullMarked;
