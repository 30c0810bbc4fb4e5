/** What is traded and in which steps: instruments, exact decimals and the grids of prices and quantities. */
package io.mandi.engine.catalog;
