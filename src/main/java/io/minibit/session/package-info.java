/**
 * The transfers in progress: joins storage, transport and discovery, and answers for their life.
 */
package io.minibit.session;
