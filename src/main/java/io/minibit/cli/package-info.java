/** Commands, menu and progress bar: what a person types. Reaches a node over the event bus only. */
package io.minibit.cli;
