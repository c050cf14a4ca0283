/* System calls: a filter of them, lists that are kept as they are, and what happens instead of a
 * call.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/types/type.h"

gboolean
hn_is_errno (const char *value)
{
  guint number;

  if (strcmp (value, "kill") == 0)
    return TRUE;
  if (hn_parse_number (value, 0, &number))
    return number <= 4095;

  /* glibc knows every name; spare us a table of 130. */
  for (int i = 1; i < 200; i++)
    {
      const char *name = strerrorname_np (i);

      if (name != NULL && g_ascii_strcasecmp (name, value) == 0)
        return TRUE;
    }

  /* Second names of numbers that already have one. */
  return g_ascii_strcasecmp (value, "EWOULDBLOCK") == 0 ||
         g_ascii_strcasecmp (value, "EDEADLOCK") == 0 || g_ascii_strcasecmp (value, "ENOTSUP") == 0;
}

/* Puts the call or the group @name into @set, or takes it out. Returns what hn_syscall_find() does
 * for a call, and a group's number. */
static int
change_set (HnSyscallSet *set, const char *name, guint version, gboolean put)
{
  const gboolean is_group = name[0] == '@';
  int found = is_group ? hn_syscall_group_find (name, version) : hn_syscall_find (name);
  HnSyscallSet one = { 0 };

  if (found < 0)
    return found;

  if (is_group)
    one = *hn_syscall_group_get_set (found, version);
  else
    hn_syscall_set_add (&one, found);
  for (guint i = 0; i < HN_SYSCALL_WORDS; i++)
    set->bits[i] = put ? set->bits[i] | one.bits[i] : set->bits[i] & ~one.bits[i];

  return found;
}

/* A call or a group, with the error that it fails with where the list has one. */
static gboolean
take_word (HnSetting *value, const HnLine *line, const char *word)
{
  const gboolean invert = line->value[0] == '~';
  const char *colon = strchr (word, ':');
  g_autofree char *name = g_strndup (word, strcspn (word, ":"));

  if (colon != NULL && (colon == word || !hn_is_errno (colon + 1)))
    return FALSE;
  if (colon != NULL && !invert)
    hn_line_warn (line,
                  /* Translators: a system call or a group of them with an error number,
                   * @clock:EPERM */
                  _ ("“%s” names an error, which only a list of forbidden calls (with “~”) can "
                     "have; systemd leaves it out"),
                  word);
  else
    {
      const guint version = line->context->version;
      HnSyscallFilter *filter = value->filter;
      int found = change_set (&filter->calls, name, version, invert != value->allow);

      if (found == -1)
        hn_line_warn_word (line, name);
      /* A group may have calls of other architectures in it. */
      if (!invert && (name[0] == '@' || found == -2))
        filter->n_openings++;
      /* Those that get an error of their own; another line about them takes it back. */
      change_set (&filter->errors, name, version, colon != NULL && strcmp (colon + 1, "kill") != 0);
    }

  return TRUE;
}

static HnLineResult
parse (const HnDirective *row, HnSetting *value, const HnLine *line)
{
  HnSyscallFilter *filter = hn_setting_make_filter (value);
  gboolean invert = line->value[0] == '~';

  if (line->value[0] == '\0')
    {
      *filter = (HnSyscallFilter){ .n_openings = filter->n_openings + 1 };
      value->exists = value->allow = FALSE;
      return HN_LINE_TAKEN;
    }

  if (!value->exists)
    {
      value->exists = TRUE;
      value->allow = !invert;
      if (!invert)
        filter->calls =
            *hn_syscall_group_get_set (HN_SYSCALL_GROUP_DEFAULT, line->context->version);
    }

  return hn_parse_each (value, line, line->value + invert, FALSE, take_word);
}

/* What happens instead of the call: an error's name, or "kill". Numbers are for machines. */
static gboolean
is_call_error (const char *word)
{
  if (strcmp (word, "kill") == 0)
    return TRUE;
  if (word[0] != 'E' || strspn (word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != strlen (word))
    return FALSE;

  return hn_is_errno (word);
}

static HnValidity
validate_word (HnInput *input, const char *word)
{
  const char *colon = strchr (word, ':');
  g_autofree char *name = colon != NULL ? g_strndup (word, colon - word) : g_strdup (word);

  /* Only a list of what is denied can say with which error. */
  if (colon != NULL &&
      (!input->row->type->variant || input->out->str[0] != '~' || !is_call_error (colon + 1)))
    return hn_input_refuse (input, word);

  if (name[0] == '@')
    {
      if (hn_syscall_group_find (name, input->version) < 0)
        {
          guint since = hn_syscall_group_since (name);

          return since > input->version ? hn_input_refuse_version (input, name, since)
                                        : hn_input_refuse (input, word);
        }
    }
  else if (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen (name) ||
           name[0] == '\0' || hn_syscall_find (name) == -1)
    {
      return hn_input_refuse (input, word);
    }

  return hn_input_take (input, word, TRUE);
}

static char *
to_text (const HnDirective *row, const HnUnitContext *context, const HnSetting *value)
{
  char *text = hn_syscall_set_to_string (&hn_setting_get_filter (value)->calls, context->version,
                                         value->allow ? "" : "~");

  /* An allow list that allows nothing is no default. */
  if (text[0] == '\0' && value->allow)
    {
      g_free (text);
      text = g_strdup ("none");
    }

  return text;
}

static gboolean
is_weaker (const HnComparison *pair)
{
  const HnSyscallFilter *old = hn_setting_get_filter (pair->before);
  const HnSyscallFilter *new = hn_setting_get_filter (pair->after);

  if (!pair->before->exists)
    return FALSE;
  if (!pair->after->exists)
    return TRUE;

  for (guint i = 0; i < HN_SYSCALL_WORDS; i++)
    {
      guint64 was = pair->before->allow ? old->calls.bits[i] : ~old->calls.bits[i];
      guint64 is = pair->after->allow ? new->calls.bits[i] : ~new->calls.bits[i];

      if (is & ~was)
        return TRUE;
      /* A filter that kills leaves no second try. */
      if (new->errors.bits[i] & ~old->errors.bits[i] & ~was)
        return TRUE;
    }

  return FALSE;
}

const HnType hn_type_syscalls = {
  .kind = HN_KIND_SYSCALLS,
  .is_list = TRUE,
  .variant = TRUE, /* its words may have errors */
  .parse = parse,
  .validate_word = validate_word,
  .inverts = TRUE,
  .to_text = to_text,
  .is_weaker = is_weaker,
};

/* A list of which only its author knows what it is good for. */
const HnType hn_type_syscall_names = {
  .kind = HN_KIND_SYSCALLS,
  .is_list = TRUE,
  .parse = hn_parse_text,
  .validate_word = validate_word,
  .inverts = TRUE,
  .is_weaker = hn_text_is_weaker,
};

/* The error that a call returns. */

static HnValidity
validate_error (HnInput *input, const char *text)
{
  if (!is_call_error (text))
    return hn_input_refuse (input, NULL);

  g_string_append (input->out, text);
  return HN_VALID;
}

/* What kills leaves no second try. */
static gboolean
is_weaker_error (const HnComparison *pair)
{
  return g_strcmp0 (pair->before->text, pair->after->text) != 0 && pair->after->text != NULL &&
         strcmp (pair->after->text, "kill") != 0;
}

const HnType hn_type_call_error = {
  .kind = HN_KIND_STRING,
  .parse = hn_parse_text,
  .validate = validate_error,
  .is_weaker = is_weaker_error,
};
