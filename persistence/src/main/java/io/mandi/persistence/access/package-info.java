/** Records of what users have asked for: what was not theirs, and lists that they took away. */
package io.mandi.persistence.access;
