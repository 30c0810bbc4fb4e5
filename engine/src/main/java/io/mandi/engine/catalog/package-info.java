/**
 * What is traded and in which steps: instruments, exact decimals and the grids of prices and quantities; and how what
 * somebody has given is checked. The packages below hold the parts of an organisation's catalogue.
 */
package io.mandi.engine.catalog;
