/** What goods are: commodities with their parameters, varieties and tax rates, and the coded terms of sale. */
package io.mandi.engine.catalog.commodity;
