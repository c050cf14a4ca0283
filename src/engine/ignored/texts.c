/* Values that are one word of a list, or a text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/ignored/validate-private.h"

HnVerdict
hn_validate_boolean (HnValidator *self, const char *value)
{
  return hn_parse_boolean (value) >= 0 ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_word (HnValidator *self, const char *value)
{
  guint64 number;

  if (hn_is_one_of (value, self->kind->words, self->context->version))
    return HN_VERDICT_TAKEN;

  /* Some have numbers as well, up to kind->most. */
  return self->kind->most > 0 && hn_read_unsigned (value, (guint64) self->kind->most, &number)
             ? HN_VERDICT_TAKEN
             : HN_VERDICT_IGNORED;
}

/* What to do with the machine; a user's manager can do less. */
HnVerdict
hn_validate_action (HnValidator *self, const char *value)
{
  return self->context->scope == HN_SCOPE_SYSTEM || hn_is_one_of (value, "none exit exit-force", 0)
             ? hn_validate_word (self, value)
             : HN_VERDICT_IGNORED;
}

/* Since 258 systemd says which numbers the kernel has no policy for. */
HnVerdict
hn_validate_cpu_policy (HnValidator *self, const char *value)
{
  guint64 number;

  if (self->context->version >= 258 && hn_read_unsigned (value, G_MAXUINT64, &number))
    return number < 8 && number != 4 ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;

  return hn_validate_word (self, value);
}

HnVerdict
hn_validate_io_class (HnValidator *self, const char *value)
{
  return strcmp (value, "8") == 0 && self->context->version >= 258 ? HN_VERDICT_IGNORED
                                                                   : hn_validate_word (self, value);
}

HnVerdict
hn_validate_word_or_boolean (HnValidator *self, const char *value)
{
  return hn_parse_boolean (value) >= 0 ? HN_VERDICT_TAKEN : hn_validate_word (self, value);
}

HnVerdict
hn_validate_kill_mode (HnValidator *self, const char *value)
{
  return strcmp (value, "none") == 0 ? HN_VERDICT_OLD : hn_validate_word (self, value);
}

/* ---- Text ---- */

HnVerdict
hn_validate_text (HnValidator *self, const char *value)
{
  return hn_specifiers_are_known (self->context, value) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_reboot_argument (HnValidator *self, const char *value)
{
  gboolean is_open;
  g_autofree char *text = hn_validator_expand (self, value, G_MAXINT, &is_open);

  return text != NULL && (is_open || (g_str_is_ascii (text) && strlen (text) <= 255))
             ? HN_VERDICT_TAKEN
             : HN_VERDICT_IGNORED;
}

/* "|" makes it one of several of which one is enough, "!" turns it round. */
HnVerdict
hn_validate_condition (HnValidator *self, const char *value)
{
  return hn_validate_text (self, value);
}

/* ---- What a service reads and writes ---- */

/* Whether @value is @prefix with a descriptor behind it. */
static HnVerdict
validate_fd (HnValidator *self, const char *name)
{
  gboolean is_open;
  g_autofree char *text = hn_validator_expand (self, name, 255, &is_open);

  return text != NULL && (is_open || hn_is_fd_name (text)) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_input (HnValidator *self, const char *value)
{
  if (g_str_has_prefix (value, "fd:"))
    return validate_fd (self, value + 3);
  if (g_str_has_prefix (value, "file:"))
    return hn_validate_absolute (self, value + 5);

  return hn_validate_word (self, value);
}

HnVerdict
hn_validate_output (HnValidator *self, const char *value)
{
  static const char *const prefixes[] = { "file:", "append:", "truncate:" };

  if (g_str_has_prefix (value, "fd:"))
    return validate_fd (self, value + 3);
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (value, prefixes[i]))
      return hn_validate_absolute (self, value + strlen (prefixes[i]));
  if (hn_is_one_of (value, "syslog syslog+console", 0))
    return HN_VERDICT_OLD;

  return hn_validate_word (self, value);
}

HnVerdict
hn_validate_input_text (HnValidator *self, const char *value)
{
  g_autofree char *text = hn_unescape (value, FALSE);

  return text != NULL && hn_specifiers_are_known (self->context, text) ? HN_VERDICT_TAKEN
                                                                       : HN_VERDICT_IGNORED;
}

/* Whatever it says, systemd would like to see another key instead. */
HnVerdict
hn_validate_old (HnValidator *self, const char *value)
{
  return HN_VERDICT_OLD;
}
