/** The partners of organisations in plain tables, each changed together with its event. */
package io.mandi.persistence.partner;
