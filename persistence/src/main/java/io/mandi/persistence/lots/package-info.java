/** Lots, needs and reservations for lists: a projection of what the books of lots have recorded, and what is read of it. */
package io.mandi.persistence.lots;
