/** Units of quantities, what they are worth in each other, and what follows for quantities, prices and amounts. */
package io.mandi.engine.catalog.unit;
