/* Which lines systemd ignores when it loads a unit, by the kind of their value: for each key of a
 * unit file known-keys-table.h names the kind, and each kind has one function here. Where no rule
 * is known nothing is claimed. The rules are those of systemd 252, 257 and 262, checked line by
 * line against what booted ones say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/line.h"

G_BEGIN_DECLS

typedef enum
{
#define VALUE_KIND(id, ...) HN_VALUE_##id,
#include "engine/ignored/kind-table.h"
#undef VALUE_KIND
  HN_N_VALUES
} HnValueKindId;

/**
 * hn_validator_read_line:
 * @line: of a key that this systemd knows; its settings get a warning where systemd has one. Its
 *   value becomes that which systemd takes, without the words that it leaves out; %NULL where it
 *   ignores the line
 * @kind: what its value is made of
 * @taken: (out) (transfer full) (nullable): owns that value where it is not the one as written
 *
 * Returns: FALSE when systemd stops reading the file here
 */
gboolean hn_validator_read_line (HnLine *line, HnValueKindId kind, char **taken);

/**
 * hn_validator_find_kind:
 * @row: of the catalogue
 *
 * Returns: what has to be validated beside what its type does; HN_VALUE_ANY where nothing has
 */
HnValueKindId hn_validator_find_kind (const HnDirective *row);

G_END_DECLS
