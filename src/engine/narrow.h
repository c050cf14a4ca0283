/* The line that takes something away from a list directive, given what is in it already: lists that
 * name what is allowed and lists that name what is denied need different ones. For suggestions and
 * presets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "drop-in.h"

G_BEGIN_DECLS

/**
 * hn_narrow_capabilities:
 * @settings: unfinished or finished
 * @taken: a bit per capability
 *
 * Returns: (transfer full) (nullable): a line of CapabilityBoundingSet= that takes those of @taken
 *   away which are still there; %NULL where none is
 */
char *hn_narrow_capabilities (const HnSettings *settings, guint64 taken);

/** hn_narrow_namespaces: the same for RestrictNamespaces=, by CLONE_NEW* flags */
char *hn_narrow_namespaces (const HnSettings *settings, guint64 taken);

/**
 * hn_narrow_families: the same for RestrictAddressFamilies=, by bits per AF_* number. Where there
 * is no list yet, and less would be left than taken, the line names what is left.
 */
char *hn_narrow_families (const HnSettings *settings, guint64 taken);

/** hn_families_all: all families that have a name */
guint64 hn_families_all (void);

/**
 * hn_narrow_dup_value:
 * @edits: (element-type HnEdit) (nullable): what is staged
 * @directive: a list
 * @line: to be read after those
 *
 * Returns: (transfer full): the lines that @edits have of @directive and @line behind them, with
 *   newlines between, and those that take something away in one
 */
char *hn_narrow_dup_value (GPtrArray *edits, HnDirectiveId directive, const char *line);

G_END_DECLS
