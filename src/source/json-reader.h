/* A strict reader of JSON, for policies: it takes and refuses what systemd's own reader takes and
 * refuses, and says at which line and column it stopped. A more forgiving one (JSON-GLib takes
 * comments, single quotes and a second value behind the first) would let a policy pass here that
 * systemd-analyze does not read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HN_JSON_NULL,
  HN_JSON_BOOLEAN,
  HN_JSON_NUMBER,
  HN_JSON_STRING,
  HN_JSON_ARRAY,
  HN_JSON_OBJECT,
} HnJsonKind;

typedef struct _HnJson HnJson;

/* One value. Fields beside kind and line are set for their kind alone. */
struct _HnJson
{
  HnJsonKind kind;
  guint line; /* where it begins, counts from 1 */
  gboolean boolean;
  gboolean is_unsigned; /* the number is whole and not below 0; 5.0 is, as for systemd */
  guint64 number;       /* where is_unsigned */
  char *string;
  GPtrArray *keys;   /* of char *, objects only, as they stand in the text */
  GPtrArray *values; /* of HnJson *, objects and arrays */
};

/**
 * hn_json_read:
 * @text: anything
 * @length: of @text in bytes
 * @line: (out): where reading stopped, when it fails; counts from 1
 * @column: (out): in bytes, counts from 1
 * @message: (out): what is wrong there, translated; static
 *
 * Returns: (transfer full) (nullable): the value that is the whole of @text
 */
HnJson *
hn_json_read (const char *text, gsize length, guint *line, guint *column, const char **message);

/**
 * hn_json_get_member:
 * @self: any value
 *
 * Returns: (transfer none) (nullable): the first member called @key, as systemd takes the first of
 *   several; %NULL where there is none or @self is no object
 */
const HnJson *hn_json_get_member (const HnJson *self, const char *key);

void hn_json_free (HnJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnJson, hn_json_free)

G_END_DECLS
