/** Who a request comes from and what it may do: tokens, user types, permissions. */
package io.mandi.http.auth;
