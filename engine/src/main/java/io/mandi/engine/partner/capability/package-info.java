/** What a partner may do on the market, of which documents it follows, and the checks of sellers and buyers. */
package io.mandi.engine.partner.capability;
