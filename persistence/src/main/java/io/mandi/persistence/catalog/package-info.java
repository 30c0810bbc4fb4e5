/** Catalogue data in plain tables: instruments, which their books own, and what people edit. */
package io.mandi.persistence.catalog;
