/** What an organisation may set for its market, in one table with types, bounds and defaults. */
package io.mandi.engine.catalog.setting;
