/** Catalogue data in plain tables. */
package io.mandi.persistence.catalog;
