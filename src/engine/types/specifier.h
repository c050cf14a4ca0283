/* The %-specifiers of unit files, and what they stand for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Taken for a systemd of which nobody knows the version. */
#define HN_NEWEST_KNOWN_VERSION 262

typedef enum
{
  HN_SCOPE_SYSTEM,
  HN_SCOPE_USER,
} HnScope;

/* Who reads the files: decides values, specifiers and defaults. Copied by
 * hn_settings_new(). */
typedef struct
{
  const char *unit; /* full name, with the instance: "getty@tty1.service" */
  HnScope scope;
  guint version; /* of systemd, 252 to 262 and beyond; 0: the newest known */
  /* What specifiers stand for; NULL takes this machine's own where that needs no I/O, and leaves
   * the specifier unresolved otherwise. */
  const char *user_name;     /* %u */
  const char *user_id;       /* %U */
  const char *home;          /* %h */
  const char *runtime_dir;   /* %t */
  const char *machine_id;    /* %m */
  const char *boot_id;       /* %b */
  const char *host_name;     /* %H */
  const char *fragment_path; /* %y, %Y; set by the loader */
} HnUnitContext;

/* Copies all strings; free with hn_unit_context_clear(). */
void hn_unit_context_copy (HnUnitContext *self, const HnUnitContext *from);
void hn_unit_context_clear (HnUnitContext *self);

/**
 * hn_specifier_expand:
 * @context: whose unit the text belongs to
 * @text: may hold specifiers
 *
 * What depends on the machine (host name, kernel, …) and is not in the context stays as written:
 * such a value is known to be set, but not to what.
 *
 * Returns: (transfer full) (nullable): %NULL on a letter that systemd does not know, or a result
 *   longer than a path may be
 */
char *hn_specifier_expand (const HnUnitContext *context, const char *text);

/**
 * hn_specifiers_are_known:
 * @text: not yet expanded; of any length
 *
 * Returns: FALSE when systemd would not take @text for a specifier in it that does not exist
 */
gboolean hn_specifiers_are_known (const HnUnitContext *context, const char *text);

G_END_DECLS
