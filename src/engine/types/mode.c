/* File modes: what a folder of the service's lets others do, and the umask.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/types/type.h"

static gboolean
parse_mode (const char *value, guint *mode)
{
  guint n;

  if (!hn_parse_number (value, 8, &n) || n > 07777)
    return FALSE;

  *mode = n;
  return TRUE;
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  g_autofree char *text = NULL;
  guint mode;

  if (!parse_mode (line->value, &mode))
    return hn_parse_ignored (line);

  text = g_strdup_printf ("%04o", mode);
  hn_setting_set_text (value, text);

  return HN_LINE_TAKEN;
}

static HnValidity
validate (HnInput *input, const char *text)
{
  gsize length = strlen (text);
  guint mode;

  if (length == 0 || length > 4 || strspn (text, "01234567") != length || !parse_mode (text, &mode))
    return hn_input_refuse (input, NULL);

  g_string_append_printf (input->out, "%04o", mode);
  return HN_VALID;
}

static guint
get_mode (const HnDirective *row, const HnSetting *value)
{
  guint mode;

  return (value->text != NULL && parse_mode (value->text, &mode)) || parse_mode (row->unset, &mode)
             ? mode
             : 0;
}

static gboolean
is_weaker (const HnComparison *pair)
{
  return (get_mode (pair->row, pair->after) & ~get_mode (pair->row, pair->before)) != 0;
}

const HnType hn_type_mode = {
  .kind = HN_KIND_MODE,
  .parse = parse,
  .validate = validate,
  .is_weaker = is_weaker,
};

/* The umask, of which the checks read the bits. */

static void
reset_umask (const HnDirective *row, HnSetting *value)
{
  value->bits = get_mode (row, value);
}

static HnLineResult
parse_umask (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  guint mode;

  if (!parse_mode (line->value, &mode))
    return hn_parse_ignored (line);

  value->bits = mode;
  return HN_LINE_TAKEN;
}

static HnValidity
validate_umask (HnInput *input, const char *text)
{
  guint mode;

  /* Beyond the permission bits it does nothing. */
  if (parse_mode (text, &mode) && mode > 0777)
    return hn_input_refuse (input, NULL);

  return validate (input, text);
}

static char *
umask_to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  return g_strdup_printf ("%04o", (guint) value->bits);
}

static gboolean
is_weaker_umask (const HnComparison *pair)
{
  return (pair->before->bits & ~pair->after->bits & 0777) != 0;
}

const HnType hn_type_umask = {
  .kind = HN_KIND_MODE,
  .reset = reset_umask,
  .parse = parse_umask,
  .validate = validate_umask,
  .to_text = umask_to_text,
  .is_weaker = is_weaker_umask,
};
