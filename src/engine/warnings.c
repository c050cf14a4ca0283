/* Warnings about the lines of a unit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/warnings.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>

#define MOST_WARNINGS 1000

void
hn_warning_free (HnWarning *self)
{
  g_free (self->file);
  g_free (self->message);
  g_free (self);
}

static HnWarning *
warning_new (const char *file, guint line, char *message)
{
  HnWarning *self = g_new (HnWarning, 1);

  *self = (HnWarning){ g_strdup (file), line, message };

  return self;
}

HnWarning *
hn_warning_copy (const HnWarning *self)
{
  return self != NULL ? warning_new (self->file, self->line, g_strdup (self->message)) : NULL;
}

void
hn_warnings_init (HnWarnings *self)
{
  *self = (HnWarnings){
    .all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_warning_free),
  };
}

static gpointer
copy_one (gconstpointer warning, gpointer user_data)
{
  return hn_warning_copy (warning);
}

void
hn_warnings_copy (HnWarnings *self, const HnWarnings *from)
{
  hn_warnings_init (self);
  g_ptr_array_extend (self->all, from->all, copy_one, NULL);
  self->n_more = from->n_more;
  self->newest = hn_warning_copy (from->newest);
}

void
hn_warnings_clear (HnWarnings *self)
{
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_pointer (&self->newest, hn_warning_free);
}

void
hn_warnings_add (HnWarnings *self, const char *file, guint line, const char *format, ...)
{
  HnWarning *warning;
  va_list args;

  va_start (args, format);
  warning = warning_new (file, line, g_strdup_vprintf (format, args));
  va_end (args);
  if (self->all->len < MOST_WARNINGS)
    {
      g_ptr_array_add (self->all, warning);
      return;
    }

  self->n_more++;
  g_clear_pointer (&self->newest, hn_warning_free);
  self->newest = warning;
}

const HnWarning *
hn_warnings_get_last (const HnWarnings *self)
{
  if (self->newest != NULL || self->all->len == 0)
    return self->newest;

  return self->all->pdata[self->all->len - 1];
}

void
hn_warnings_finish (HnWarnings *self)
{
  const guint n = self->n_more;
  char *message;

  if (n == 0)
    return;

  message = g_strdup_printf (
      /* Translators: %u is a number of warnings beyond the first thousand, which are shown */
      g_dngettext (GETTEXT_PACKAGE, "There is %u more warning", "There are %u more warnings", n),
      n);
  g_ptr_array_add (self->all, warning_new (NULL, 0, message));
  self->n_more = 0;
}
