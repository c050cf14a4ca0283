/* Switches, and the one that is a list as well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/types/type.h"

int
hn_parse_boolean (const char *value)
{
  static const char *const on[] = { "1", "yes", "y", "true", "t", "on" };
  static const char *const off[] = { "0", "no", "n", "false", "f", "off" };

  for (guint i = 0; i < G_N_ELEMENTS (on); i++)
    {
      if (g_ascii_strcasecmp (value, on[i]) == 0)
        return 1;
      if (g_ascii_strcasecmp (value, off[i]) == 0)
        return 0;
    }

  return -1;
}

int
hn_input_read_boolean (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isupper (*p))
      return -1;

  return hn_parse_boolean (text);
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  int on = hn_parse_boolean (line->value);
  /* What can be put back to "systemd decides". */
  gboolean three_way = (row->flags & HN_DIRECTIVE_THREE_WAY) ||
                       ((row->flags & HN_DIRECTIVE_THREE_WAY_257) && line->context->version >= 257);

  if (on < 0 && !(three_way && line->value[0] == '\0'))
    {
      if (row->flags & HN_DIRECTIVE_STOPS)
        {
          hn_line_warn (line, _ ("“%s” is neither yes nor no; systemd stops reading the file here"),
                        line->value);
          return HN_LINE_STOPS;
        }
      return hn_parse_ignored (line);
    }

  value->on = (gint8) on;
  return HN_LINE_TAKEN;
}

static HnValidity
validate (HnInput *input, const char *text)
{
  int on = hn_input_read_boolean (text);

  if (on < 0)
    return hn_input_refuse (input, NULL);

  g_string_append (input->out, on ? "yes" : "no");
  return HN_VALID;
}

static char *
to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  return g_strdup (value->on > 0 ? "yes" : "no");
}

static gboolean
is_weaker (const HnComparison *pair)
{
  /* Undecided, the manager decides. */
  if (pair->row->order == HN_ORDER_OPENS)
    return pair->before->on != pair->after->on && pair->after->on != 0;

  return pair->before->on > 0 && pair->after->on <= 0;
}

const HnType hn_type_boolean = {
  .kind = HN_KIND_BOOLEAN,
  .parse = parse,
  .validate = validate,
  .to_text = to_text,
  .is_weaker = is_weaker,
};

/* Delegate=: yes, no, or the controllers that are meant. */

static HnLineResult
parse_delegate (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  int on = hn_parse_boolean (line->value);
  const char *rest = line->value;
  char *word;
  int got;

  while ((got = hn_extract_word (&rest, TRUE, FALSE, &word)) > 0)
    g_free (word);
  if (got < 0)
    return hn_parse_ignored (line);

  /* Nothing at all means yes, without any controller. */
  value->on = on != 0;
  hn_setting_set_text (value, on < 0 ? line->value : NULL);

  return HN_LINE_TAKEN;
}

static char *
delegate_to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  return value->text != NULL ? g_strdup (value->text) : to_text (row, context, value);
}

const HnType hn_type_delegate = {
  .kind = HN_KIND_SET,
  .is_list = TRUE,
  .parse = parse_delegate,
  .to_text = delegate_to_text,
};
